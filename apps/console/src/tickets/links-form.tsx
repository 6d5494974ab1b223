import type { TicketCase } from '@alongside/desk';
import { type TicketChange, ticketRelation } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Alert, Anchor, Button, Group, NativeSelect, NumberInput, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { MeanwhileNotice } from './meanwhile-notice.tsx';
import { useCaseEdit } from './use-case-edit.ts';

const RELATIONS = ticketRelation.options;

/** Other tickets that this one has to do with, and the one that it may be merged into. */
export function LinksForm({ ticketId, ticket }: { readonly ticketId: string; readonly ticket: TicketCase }) {
  const { t } = useTexts();
  const edit = useCaseEdit(ticketId, { number: 0, relation: 'related' as (typeof RELATIONS)[number] }, ticket.version);
  const [wanted, setWanted] = useState<readonly TicketChange[]>([]);
  const { number, relation } = edit.value;
  const save = (...changes: readonly TicketChange[]) => {
    setWanted(changes);
    edit.save(changes);
  };
  return (
    <Stack gap="xs">
      {ticket.mergedInto === null ? null : (
        <Text size="sm">
          <Anchor component={Link} to={`/tickets/${ticket.mergedInto.ticketId}`}>
            {t('case.mergedInto', { number: ticket.mergedInto.number })}
          </Anchor>
        </Text>
      )}
      {ticket.links.map((link) => (
        <Group key={`${link.other.ticketId}-${link.relation}`} gap="xs">
          <Anchor component={Link} to={`/tickets/${link.other.ticketId}`} size="sm">
            {t('case.link', { number: link.other.number, relation: t(`relation.${link.relation}`) })}
          </Anchor>
          <Button
            size="compact-xs"
            variant="default"
            aria-label={t('case.unlinkNumber', { number: link.other.number })}
            onClick={() => save({ type: 'linked', number: link.other.number, relation: link.relation, on: false })}
          >
            {t('case.unlink')}
          </Button>
        </Group>
      ))}
      <NumberInput
        size="sm"
        label={t('case.otherNumber')}
        min={1}
        hideControls
        allowDecimal={false}
        allowNegative={false}
        value={number === 0 ? '' : number}
        onChange={(value) => edit.set({ number: Number(value) || 0, relation })}
      />
      <NativeSelect
        size="sm"
        label={t('case.relation')}
        value={relation}
        onChange={(event) =>
          edit.set({ number, relation: RELATIONS.find((each) => each === event.currentTarget.value) ?? relation })
        }
        data={RELATIONS.map((each) => ({ value: each, label: t(`relation.${each}`) }))}
      />
      <Group gap="xs">
        <Button
          size="compact-sm"
          variant="default"
          loading={edit.isPending}
          disabled={number === 0}
          onClick={() => save({ type: 'linked', number, relation, on: true })}
        >
          {t('case.linkIt')}
        </Button>
        {ticket.status === 'new' || ticket.status === 'open' ? (
          <Button
            size="compact-sm"
            variant="default"
            loading={edit.isPending}
            disabled={number === 0}
            onClick={() => save({ type: 'merged', number })}
          >
            {t('case.merge')}
          </Button>
        ) : null}
      </Group>
      {edit.unheard === undefined ? null : (
        <Alert role="alert" color="viewed" title={t('case.unheard.title', { number })}>
          {t(`case.unheard.${edit.unheard}`, { number })}
          <Group gap="xs" mt="xs">
            <Button size="compact-sm" variant="default" onClick={edit.drop}>
              {t('case.unheard.keep')}
            </Button>
            {edit.unheard === 'no-address' ? (
              <Button size="compact-sm" variant="default" onClick={() => save({ type: 'merged', number, answers: 'carried' })}>
                {t('case.unheard.carry')}
              </Button>
            ) : null}
            <Button size="compact-sm" variant="default" onClick={() => save({ type: 'merged', number, answers: 'left' })}>
              {t('case.unheard.leave')}
            </Button>
          </Group>
        </Alert>
      )}
      <MeanwhileNotice
        meanwhile={edit.meanwhile}
        now={ticket.links.map(({ other }) => `#${other.number}`).join(', ')}
        onAnew={() => edit.save(wanted, { anew: true })}
        onDrop={edit.drop}
      />
    </Stack>
  );
}
