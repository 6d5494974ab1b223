import type { Handover } from '@alongside/desk';
import { HANDOVER_NEEDS, type HandoverNeed, http } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Button, Checkbox, Group, Stack, Text, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { z } from 'zod';
import { useDesk, useMay } from '../desk/desk-context.ts';
import { useServices } from '../shared/services.ts';
import { useDraft } from '../shared/use-draft.ts';
import { useNotices } from '../shared/use-notices.ts';
import { useSupportGroups } from './use-tickets.ts';

type Answer = z.infer<typeof http.handoverAnswer.body>;

/** A handover that waits for somebody: to be accepted, returned with what is missing, or taken back. */
export function HandoverOfferView({ ticketId, handover }: { readonly ticketId: string; readonly handover: Handover }) {
  const { t } = useTexts();
  const { user } = useDesk();
  const may = useMay();
  const formats = useFormats();
  const { groups } = useSupportGroups().data ?? { groups: [] };
  const answer = useAnswer(ticketId);
  const [returning, setReturning] = useState(false);
  const { offer, by } = handover;
  const { handoverId, person, group } = offer;
  const members = groups.find(({ id }) => id === group?.id)?.members ?? [];
  const isAsked = person === null ? members.some(({ id }) => id === user.id) : person.id === user.id;
  return (
    <Stack gap="xs">
      <Text size="sm">{t(`event.offered.${offer.kind}`, { name: by.name, to: person?.name ?? group?.name ?? '' })}</Text>
      {offer.reason === '' ? null : <Text size="sm">{offer.reason}</Text>}
      {offer.instructions === '' ? null : (
        <Text size="sm" style={{ whiteSpace: 'pre-wrap' }}>
          {offer.instructions}
        </Text>
      )}
      <Text size="xs" c="dimmed">
        {t('handover.lapses', { time: formats.dayAndTime(offer.lapsesAt) })}
      </Text>
      <Group gap="xs">
        {isAsked ? (
          <>
            <Button size="compact-sm" loading={answer.isPending} onClick={() => answer.mutate({ answer: 'accept', handoverId })}>
              {t('handover.accept')}
            </Button>
            <Button size="compact-sm" variant="default" aria-expanded={returning} onClick={() => setReturning(!returning)}>
              {t('handover.return')}
            </Button>
          </>
        ) : null}
        {by.id === user.id || may('tickets.manage') ? (
          <Button
            size="compact-sm"
            variant="default"
            loading={answer.isPending}
            onClick={() => answer.mutate({ answer: 'withdraw', handoverId })}
          >
            {t('handover.withdraw')}
          </Button>
        ) : null}
      </Group>
      {isAsked && returning ? (
        <ReturnForm
          ticketId={ticketId}
          pending={answer.isPending}
          onReturn={(missing, note) => answer.mutate({ answer: 'return', handoverId, missing: [...missing], note })}
        />
      ) : null}
    </Stack>
  );
}

function useAnswer(ticketId: string) {
  const { api } = useServices();
  const queries = useQueryClient();
  const notices = useNotices();
  return useMutation({
    mutationFn: (body: Answer) => api.callRoute(http.handoverAnswer, { params: { id: ticketId }, body }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['ticket', ticketId] }),
    onError: notices.failed,
  });
}

interface ReturnFormProps {
  readonly ticketId: string;
  readonly pending: boolean;
  readonly onReturn: (missing: readonly HandoverNeed[], note: string) => void;
}

function ReturnForm({ ticketId, pending, onReturn }: ReturnFormProps) {
  const { t } = useTexts();
  const [missing, setMissing] = useState<readonly HandoverNeed[]>([]);
  const [note, setNote] = useDraft(`${ticketId}.return`);
  const tick = (need: HandoverNeed, on: boolean) => setMissing(on ? [...missing, need] : missing.filter((each) => each !== need));
  return (
    <fieldset>
      <legend>{t('handover.whatMisses')}</legend>
      <Stack gap={4}>
        {HANDOVER_NEEDS.map((need) => (
          <Checkbox
            key={need}
            size="xs"
            label={t(`handoverNeed.${need}`)}
            checked={missing.includes(need)}
            onChange={(event) => tick(need, event.currentTarget.checked)}
          />
        ))}
        <Textarea
          size="sm"
          label={t('case.note')}
          autosize
          minRows={1}
          maxRows={6}
          maxLength={1000}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <Group>
          <Button
            size="compact-sm"
            loading={pending}
            disabled={missing.length === 0}
            onClick={() => {
              onReturn(missing, note.trim());
              setNote('');
            }}
          >
            {t('handover.returnIt')}
          </Button>
        </Group>
      </Stack>
    </fieldset>
  );
}
