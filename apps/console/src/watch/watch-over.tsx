import type { TicketSummary } from '@alongside/protocol';
import { StatusLight } from '@alongside/ui';
import { Group } from '@mantine/core';
import type { ClaimedTicket } from '../session/claimed-ticket.ts';
import { RecordButtons } from '../session/record-buttons.tsx';
import { useStageWords } from '../session/use-stage-words.ts';
import { useObservable } from '../shared/use-observable.ts';

/** How it came that one watches no more, with the record of it. */
export function WatchOver({ ticket, session }: { readonly ticket: TicketSummary; readonly session: ClaimedTicket }) {
  const words = useStageWords(session, ticket.number, false);
  const hasRecord = useObservable(session.ledgerLength) > 0;
  return (
    <Group justify="space-between" gap="sm" mt="xs">
      <span role="status">
        <StatusLight of="offline">{words}</StatusLight>
      </span>
      {hasRecord ? (
        <Group gap="xs">
          <RecordButtons ticket={ticket} session={session} />
        </Group>
      ) : null}
    </Group>
  );
}
