import { takenOverBy, ticketCase } from '@alongside/desk';
import type { TicketEvent } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Alert, Button, Group, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useDesk } from '../desk/desk-context.ts';
import { useNotices } from '../shared/use-notices.ts';
import { useObservable } from '../shared/use-observable.ts';
import type { ClaimedTicket } from './claimed-ticket.ts';

/** Somebody has accepted the handover while the session runs: they can join once one leaves, and the user lets them. */
export function HandoverNotice({
  session,
  events,
}: {
  readonly session: ClaimedTicket;
  readonly events: readonly TicketEvent[];
}) {
  const { t } = useTexts();
  const { user } = useDesk();
  const notices = useNotices();
  const { stage } = useObservable(session.stage);
  const next = useMemo(() => takenOverBy(ticketCase(events), user.id), [events, user.id]);
  const leave = useMutation({ mutationFn: (to: string) => session.handOver(to), onError: notices.failed });
  if (next === undefined || (stage !== 'live' && stage !== 'lost')) return null;
  const names = { name: next.name, user: session.userName };
  return (
    <Alert variant="outline" m="sm" role="status" title={t('liveHandover.title', names)}>
      <Group justify="space-between" gap="sm">
        <Text size="sm">{t('liveHandover.text', names)}</Text>
        <Button size="compact-md" loading={leave.isPending} onClick={() => leave.mutate(next.name)}>
          {t('liveHandover.leave', names)}
        </Button>
      </Group>
    </Alert>
  );
}
