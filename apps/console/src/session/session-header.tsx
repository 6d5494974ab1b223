import { isPracticeComputer } from '@alongside/desk';
import type { TicketSummary } from '@alongside/protocol';
import { StatusLight, saveText, useTexts } from '@alongside/ui';
import { Button } from '@mantine/core';
import { IconDownload, IconFileSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useSubject } from '../desk/use-subject.ts';
import { PracticeBadge } from '../practice/practice-badge.tsx';
import { useObservable } from '../shared/use-observable.ts';
import type { ClaimedTicket } from './claimed-ticket.ts';
import { EndDialog } from './end-dialog.tsx';
import classes from './session-page.module.css';

export interface SessionHeaderProps {
  readonly ticket: TicketSummary;
  readonly session: ClaimedTicket;
}

export function SessionHeader({ ticket, session }: SessionHeaderProps) {
  const { t } = useTexts();
  const subject = useSubject();
  const entries = useObservable(session.ledgerLength);
  const [ending, setEnding] = useState(false);
  const save = () => {
    const text = session.exportLedger();
    if (text !== undefined) saveText(`alongside-${ticket.number}.json`, text, 'application/json');
  };
  return (
    <header className={classes.header}>
      <h1 className={classes.headline} title={subject(ticket)}>
        {t('ticket.title', { number: ticket.number, subject: subject(ticket) })}
      </h1>
      {isPracticeComputer(ticket.device?.name ?? '') ? <PracticeBadge /> : null}
      {ticket.device === null || ticket.device.online || session.guest !== undefined ? null : (
        <StatusLight of="offline">{t('ticket.deviceAway', { name: ticket.device.name })}</StatusLight>
      )}
      <Button
        size="compact-md"
        variant="default"
        disabled={entries === 0}
        leftSection={<IconDownload size={16} stroke={1.5} aria-hidden />}
        onClick={save}
      >
        {t('ledger.save')}
      </Button>
      {entries === 0 ? null : (
        <Button
          size="compact-md"
          variant="default"
          leftSection={<IconFileSearch size={16} stroke={1.5} aria-hidden />}
          renderRoot={(props) => <Link to="/records/$ticketId" params={{ ticketId: ticket.id }} {...props} />}
        >
          {t('ledger.show')}
        </Button>
      )}
      {ticket.state === 'done' || ticket.state === 'cancelled' ? null : (
        <Button size="compact-md" onClick={() => setEnding(true)}>
          {t('end.open')}
        </Button>
      )}
      <EndDialog opened={ending} onClose={() => setEnding(false)} ticket={ticket} session={session} />
    </header>
  );
}
