import type { TicketSummary } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button } from '@mantine/core';
import { IconEyeOff } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import type { ClaimedTicket } from '../session/claimed-ticket.ts';
import { RecordButtons } from '../session/record-buttons.tsx';
import classes from '../session/session-page.module.css';
import { useTabTitle } from '../shared/page-title.tsx';
import { useNotices } from '../shared/use-notices.ts';
import { useObservable } from '../shared/use-observable.ts';
import { CompanyMark } from './company.tsx';

export interface WatchHeaderProps {
  readonly ticket: TicketSummary;
  readonly session: ClaimedTicket;
  readonly watched: NonNullable<ClaimedTicket['watches']>;
}

/** Whose session it is, and the way out of it. */
export function WatchHeader({ ticket, session, watched }: WatchHeaderProps) {
  const { t } = useTexts();
  const notices = useNotices();
  useTabTitle(t('queue.number', { number: ticket.number }));
  const isAsked = useObservable(session.stage).stage === 'offered';
  const leave = useMutation({ mutationFn: () => session.leave(), onError: notices.failed });
  const title = t(isAsked ? 'watch.title.asked' : 'watch.title.watching', {
    technician: watched.technician,
    user: session.userName,
  });
  return (
    <header className={classes.header}>
      <h1 className={classes.headline} title={title}>
        {title}
      </h1>
      <CompanyMark session={session} />
      <RecordButtons ticket={ticket} session={session} />
      <Button
        size="compact-md"
        leftSection={<IconEyeOff size={16} stroke={1.5} aria-hidden />}
        loading={leave.isPending}
        onClick={() => leave.mutate()}
      >
        {t(isAsked ? 'watch.takeBack' : 'watch.stop')}
      </Button>
    </header>
  );
}
