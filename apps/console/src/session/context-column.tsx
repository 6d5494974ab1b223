import type { Capability, TicketEvent, TicketSummary } from '@alongside/protocol';
import { StatusLight, useTexts } from '@alongside/ui';
import { Text } from '@mantine/core';
import type { RefObject } from 'react';
import { useNamed } from '../desk/use-named.ts';
import { TicketArticles } from '../knowledge/ticket-articles.tsx';
import { TicketProblems } from '../problems/ticket-problems.tsx';
import { TicketReports } from '../reports/ticket-reports.tsx';
import { CasePanel } from '../tickets/case-panel.tsx';
import type { ClaimedTicket } from './claimed-ticket.ts';
import { GuestNote } from './guest-note.tsx';
import { NoteField } from './note-field.tsx';
import { SessionAllowed } from './session-allowed.tsx';
import classes from './session-page.module.css';

export interface ContextColumnProps {
  readonly ticket: TicketSummary;
  readonly text: string;
  readonly events: readonly TicketEvent[];
  readonly session: ClaimedTicket;
  readonly canAsk: boolean;
  readonly asking: Capability | undefined;
  readonly onAsking: (capability: Capability | undefined) => void;
  readonly noteRef: RefObject<HTMLTextAreaElement | null>;
}

/** Who and what about, notes, and below, never scrolled away, what is allowed. */
export function ContextColumn(props: ContextColumnProps) {
  const ticket = useNamed(props.ticket);
  const { text, events, session, canAsk, asking, onAsking, noteRef } = props;
  const { t } = useTexts();
  return (
    <aside className={classes.context} aria-label={t('context.label')}>
      <div>
        <Text fw={620}>{t('ticket.says', { name: ticket.requester })}</Text>
        {session.guest !== undefined ? (
          <GuestNote guest={session.guest} userName={session.userName} />
        ) : ticket.device === null ? null : (
          <StatusLight of={ticket.device.online ? 'idle' : 'offline'} filled={ticket.device.online}>
            {ticket.device.name}
          </StatusLight>
        )}
      </div>
      <SessionAllowed session={session} asking={asking} onAsking={onAsking} />
      <section>
        <h2 className={classes.label}>{t('context.problem')}</h2>
        <div className={classes.quote}>{text}</div>
      </section>
      <TicketReports ticketId={ticket.id} label={classes.label ?? ''} />
      {ticket.callBack === null ? null : (
        <section>
          <h2 className={classes.label}>{t('context.callBack')}</h2>
          <Text>
            {ticket.callBack.phone} · {ticket.callBack.when}
          </Text>
        </section>
      )}
      <TicketProblems ticketId={ticket.id} entries={events.length} />
      <NoteField ticketId={ticket.id} fieldRef={noteRef} />
      <CasePanel ticketId={ticket.id} events={events} ask={canAsk ? onAsking : undefined} />
      <TicketArticles ticketId={ticket.id} text={text} events={events} />
    </aside>
  );
}
