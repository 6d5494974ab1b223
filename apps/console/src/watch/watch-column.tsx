import { ticketCase } from '@alongside/desk';
import type { Capability, TicketEvent, TicketSummary } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Text } from '@mantine/core';
import { type RefObject, useMemo } from 'react';
import { useNamed } from '../desk/use-named.ts';
import { useSubject } from '../desk/use-subject.ts';
import { TicketReports } from '../reports/ticket-reports.tsx';
import type { ClaimedTicket } from '../session/claimed-ticket.ts';
import { NoteField } from '../session/note-field.tsx';
import { SessionAllowed } from '../session/session-allowed.tsx';
import classes from '../session/session-page.module.css';
import { CaseFacts } from '../tickets/case-facts.tsx';

export interface WatchColumnProps {
  readonly ticket: TicketSummary;
  readonly text: string;
  readonly events: readonly TicketEvent[];
  readonly session: ClaimedTicket;
  readonly watched: NonNullable<ClaimedTicket['watches']>;
  readonly asking: Capability | undefined;
  readonly onAsking: (capability: Capability | undefined) => void;
  readonly noteRef: RefObject<HTMLTextAreaElement | null>;
}

/** What is known of the ticket, to be read; notes for whoever helps; and below what is allowed to whoever watches. */
export function WatchColumn({ ticket: given, text, events, session, watched, asking, onAsking, noteRef }: WatchColumnProps) {
  const ticket = useNamed(given);
  const { t } = useTexts();
  const subject = useSubject();
  const theCase = useMemo(() => ticketCase(events), [events]);
  return (
    <aside className={classes.context} aria-label={t('context.label')}>
      <div>
        <Text fw={620}>{t('ticket.title', { number: ticket.number, subject: subject(ticket) })}</Text>
        <Text>{t('ticket.says', { name: ticket.requester })}</Text>
      </div>
      <SessionAllowed session={session} watched={watched.technician} asking={asking} onAsking={onAsking} />
      <section>
        <h2 className={classes.label}>{t('context.problem')}</h2>
        <div className={classes.quote}>{text}</div>
      </section>
      <TicketReports ticketId={ticket.id} label={classes.label ?? ''} />
      <NoteField ticketId={ticket.id} fieldRef={noteRef} />
      {theCase === undefined ? null : <CaseFacts ticket={theCase} events={events} />}
    </aside>
  );
}
