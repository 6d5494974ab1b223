import { isPracticeComputer } from '@alongside/desk';
import { useTexts } from '@alongside/ui';
import { Button } from '@mantine/core';
import { IconPhone, IconPlugConnectedX, IconWorld } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import { PracticeBadge } from '../practice/practice-badge.tsx';
import { useAge } from './age.tsx';
import { useDesk } from './desk-context.ts';
import classes from './queue.module.css';
import type { QueueRow } from './queue-rows.ts';
import { useSubject } from './use-subject.ts';

export interface QueueRowViewProps {
  readonly row: QueueRow;
  readonly chosen: boolean;
  readonly now: number;
  /** Absent where there is nothing to claim. */
  readonly onClaim?: (ticketId: string) => void;
  readonly claiming: boolean;
  /** Without the server nothing can be claimed. */
  readonly online: boolean;
}

/** One request: number and person on the first line, what it is about and its age on the second. */
export const QueueRowView = memo(function QueueRowView({ row, chosen, now, onClaim, claiming, online }: QueueRowViewProps) {
  const { t } = useTexts();
  const age = useAge();
  const subject = useSubject();
  const { user } = useDesk();
  const { ticket, gone } = row;
  const invitation =
    ticket.invitedBy === undefined
      ? undefined
      : t(ticket.invitedBy.id === user.id ? 'queue.yourLink' : 'queue.linkOf', { name: ticket.invitedBy.name });
  const waitedMs = Math.max(0, now - ticket.createdAt);
  return (
    <li className={classes.row} data-chosen={chosen || undefined} data-gone={gone || undefined}>
      <Link
        to="/tickets/$ticketId"
        params={{ ticketId: ticket.id }}
        className={classes.link}
        data-ticket={ticket.id}
        aria-current={chosen ? 'page' : undefined}
      >
        <span className={classes.first}>
          <span className={classes.number}>{t('queue.number', { number: ticket.number })}</span>
          <span className={classes.person}>{ticket.requester || t('ticket.theUser')}</span>
          {isPracticeComputer(ticket.device?.name ?? '') ? <PracticeBadge /> : null}
          {ticket.callBack === null ? null : <IconPhone size={14} stroke={1.5} aria-label={t('queue.callBack')} />}
          {ticket.guest === undefined ? null : <IconWorld size={14} stroke={1.5} aria-label={t('guest.inQueue')} />}
          {ticket.device === null || ticket.device.online || ticket.guest !== undefined ? null : (
            <IconPlugConnectedX size={14} stroke={1.5} aria-label={t('queue.offline')} />
          )}
        </span>
        <span className={classes.second}>
          <span className={classes.about}>
            {gone ? goneText(t, row) : invitation === undefined ? subject(ticket) : `${invitation} · ${subject(ticket)}`}
          </span>
          <span className={classes.age} title={t('queue.since', { age: age(waitedMs, 'long') })}>
            {age(waitedMs)}
          </span>
        </span>
      </Link>
      {onClaim === undefined || gone ? null : (
        <Button
          size="compact-sm"
          variant={chosen ? 'filled' : 'default'}
          className={classes.claim}
          disabled={!online}
          loading={claiming}
          onClick={() => onClaim(ticket.id)}
          aria-label={t('queue.claimNumber', { number: ticket.number })}
        >
          {t('queue.claim')}
        </Button>
      )}
    </li>
  );
});

function goneText(t: ReturnType<typeof useTexts>['t'], { ticket }: QueueRow): string {
  if (ticket.state === 'cancelled') return t('queue.cancelled');
  if (ticket.state === 'done') return t('queue.done');
  return ticket.technician === null ? t('queue.moved') : t('queue.claimedBy', { name: ticket.technician.name });
}
