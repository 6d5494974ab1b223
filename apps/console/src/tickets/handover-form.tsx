import { type HandoverFacts, missingFor, type TicketCase } from '@alongside/desk';
import { HANDOVER_KINDS as ALL_KINDS, type HandoverKind, http, type SupportGroup } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Group, List, NativeSelect, Stack, Text, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useMay } from '../desk/desk-context.ts';
import { useReports } from '../reports/use-reports.ts';
import { useServices } from '../shared/services.ts';
import { useDraft } from '../shared/use-draft.ts';
import { useNotices } from '../shared/use-notices.ts';
import { useAsked } from './use-questions.ts';
import { useSupportGroups } from './use-tickets.ts';

/** A view is asked for by a question to a colleague (ask-colleague.tsx), without a package that somebody must accept. */
const HANDOVER_KINDS = ALL_KINDS.filter((kind) => kind !== 'refer');

/** Up, down, to others of the same tier; what is missing is said before anybody tries. */
export function HandoverForm({ ticketId, ticket }: { readonly ticketId: string; readonly ticket: TicketCase }) {
  const { t } = useTexts();
  const { api } = useServices();
  const may = useMay();
  const asked = useAsked();
  const queries = useQueryClient();
  const notices = useNotices();
  const groups = withOrigin(useSupportGroups().data?.groups ?? [], ticket.cameFrom);
  const reports = useReports('ticket', ticketId).data?.length ?? 0;
  const [kind, setKind] = useState<HandoverKind>('up');
  const [groupId, setGroupId] = useState('');
  const [reason, setReason] = useDraft(`${ticketId}.handover`);
  const [instructions, setInstructions] = useDraft(`${ticketId}.instructions`);
  const fitting = groups.filter((group) => missingOf(ticket, kind, group, { ...NO_FACTS, asked }) !== undefined);
  const group = fitting.find(({ id }) => id === groupId) ?? fitting[0];
  const facts = { reports, reachable: true, bySupervisor: may('tickets.manage'), reason, instructions, asked };
  const missing = (group && missingOf(ticket, kind, group, facts)) ?? [];
  const offer = useMutation({
    mutationFn: (to: GroupToChoose) =>
      api.callRoute(http.handoverCreate, {
        params: { id: ticketId },
        body: {
          seen: ticket.version,
          kind,
          toTier: to.tier,
          groupId: to.id,
          personId: null,
          reason: reason.trim(),
          instructions: instructions.trim(),
        },
      }),
    onSuccess: () => {
      setReason('');
      setInstructions('');
      return queries.invalidateQueries({ queryKey: ['ticket', ticketId] });
    },
    onError: notices.failed,
  });
  if (groups.length === 0) return <Text size="sm">{t('handover.noGroups')}</Text>;
  return (
    <Stack gap="xs">
      <NativeSelect
        size="sm"
        label={t('handover.how')}
        value={kind}
        onChange={(event) => setKind(HANDOVER_KINDS.find((each) => each === event.currentTarget.value) ?? kind)}
        data={HANDOVER_KINDS.map((each) => ({ value: each, label: t(`handover.kind.${each}`) }))}
      />
      {group === undefined ? (
        <Text size="sm">{t('handover.noSuch')}</Text>
      ) : (
        <>
          <NativeSelect
            size="sm"
            label={t('handover.group')}
            description={group.specialisation}
            value={group.id}
            onChange={(event) => setGroupId(event.currentTarget.value)}
            data={fitting.map(({ id, name, tier }) => ({ value: id, label: t('handover.groupOf', { name, tier }) }))}
          />
          <Textarea
            size="sm"
            label={t('handover.reason')}
            autosize
            minRows={2}
            maxRows={6}
            maxLength={1000}
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <Textarea
            size="sm"
            label={t('handover.instructions')}
            autosize
            minRows={1}
            maxRows={8}
            maxLength={4000}
            value={instructions}
            onChange={(event) => setInstructions(event.currentTarget.value)}
          />
          {missing.length === 0 ? null : (
            <div role="status">
              <Text size="sm">{t('handover.missing')}</Text>
              <List size="sm">
                {missing.map((need) => (
                  <List.Item key={need}>{t(`handoverNeed.${need}`)}</List.Item>
                ))}
              </List>
            </div>
          )}
          <Group>
            <Button size="compact-sm" loading={offer.isPending} disabled={missing.length > 0} onClick={() => offer.mutate(group)}>
              {t('handover.offer', { name: group.name })}
            </Button>
          </Group>
        </>
      )}
    </Stack>
  );
}

type GroupToChoose = Pick<SupportGroup, 'id' | 'name' | 'tier' | 'specialisation'>;

/** Who is from outside knows no groups but their own; where a ticket came from stands on it. */
function withOrigin(groups: readonly GroupToChoose[], cameFrom: TicketCase['cameFrom']): readonly GroupToChoose[] {
  if (cameFrom === null || groups.some(({ id }) => id === cameFrom.id)) return groups;
  return [...groups, { ...cameFrom, specialisation: '' }];
}

const NO_FACTS = { reports: 0, reachable: true, bySupervisor: false, reason: '', instructions: '' };

function missingOf(ticket: TicketCase, kind: HandoverKind, { tier }: GroupToChoose, facts: HandoverFacts) {
  return missingFor(ticket, { kind, toTier: tier }, facts);
}
