import { isPracticeComputer } from '@alongside/desk';
import type { TicketSummary } from '@alongside/protocol';
import { StatusLight, useTexts } from '@alongside/ui';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useSubject } from '../desk/use-subject.ts';
import { PracticeBadge } from '../practice/practice-badge.tsx';
import { useTabTitle } from '../shared/page-title.tsx';
import { useObservable } from '../shared/use-observable.ts';
import { CompanyMark } from '../watch/company.tsx';
import type { ClaimedTicket } from './claimed-ticket.ts';
import { EndDialog } from './end-dialog.tsx';
import { RecordButtons } from './record-buttons.tsx';
import classes from './session-page.module.css';
import { isHandedOver } from './session-view.ts';

export interface SessionHeaderProps {
  readonly ticket: TicketSummary;
  readonly session: ClaimedTicket;
}

export function SessionHeader({ ticket, session }: SessionHeaderProps) {
  const { t } = useTexts();
  const subject = useSubject();
  const handedOver = isHandedOver(useObservable(session.stage));
  const [ending, setEnding] = useState(false);
  useTabTitle(t('queue.number', { number: ticket.number }));
  return (
    <header className={classes.header}>
      <h1 tabIndex={-1} className={classes.headline} title={subject(ticket)}>
        {t('ticket.title', { number: ticket.number, subject: subject(ticket) })}
      </h1>
      {isPracticeComputer(ticket.device?.name ?? '') ? <PracticeBadge /> : null}
      <CompanyMark session={session} />
      {ticket.device === null || ticket.device.online || session.guest !== undefined ? null : (
        <StatusLight of="offline">{t('ticket.deviceAway', { name: ticket.device.name })}</StatusLight>
      )}
      <RecordButtons ticket={ticket} session={session} />
      {ticket.state === 'done' || ticket.state === 'cancelled' || handedOver ? null : (
        <Button data-end size="compact-md" onClick={() => setEnding(true)}>
          {t('end.open')}
        </Button>
      )}
      <EndDialog opened={ending} onClose={() => setEnding(false)} ticket={ticket} session={session} />
    </header>
  );
}
