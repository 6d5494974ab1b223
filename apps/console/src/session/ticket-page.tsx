import { AppError } from '@alongside/base';
import { useTexts } from '@alongside/ui';
import { Skeleton, Stack } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import { useTicket } from '../conversation/use-ticket.ts';
import { useDesk } from '../desk/desk-context.ts';
import { Failure } from '../shared/failure.tsx';
import { useObservable } from '../shared/use-observable.ts';
import { WatchPage, type WatchPageProps } from '../watch/watch-page.tsx';
import { isOver } from '../watch/watch-view.ts';
import { SessionPage } from './session-page.tsx';
import { TicketPreview } from './ticket-preview.tsx';

/** A request: one's own with its session, any other with what is known of it. */
export function TicketPage() {
  const { t } = useTexts();
  const { ticketId = '' } = useParams({ strict: false });
  const { client, sessions } = useDesk();
  const queue = useObservable(client.queue);
  const live = useObservable(sessions.all).get(ticketId);
  const read = useTicket(ticketId);
  // The queue is newer than what was read; a closed request is in it no more.
  const ticket = queue?.tickets.find((each) => each.id === ticketId) ?? read.data?.ticket;
  if (ticket === undefined) {
    return (
      <div style={{ padding: 24, maxWidth: 640 }}>
        {read.error === null ? (
          <Stack role="group" aria-busy="true" aria-label={t('app.loading')}>
            <Skeleton height={28} width={280} />
            <Skeleton height={320} />
          </Stack>
        ) : (
          <Failure
            error={read.error}
            {...(read.error instanceof AppError && read.error.code === 'ticket.not-found'
              ? {}
              : { onRetry: () => void read.refetch() })}
          />
        )}
      </div>
    );
  }
  const events = read.data?.events ?? [];
  const text = read.data?.text ?? ticket.subject;
  const of = { ticket, text, events };
  if (live === undefined) return <TicketPreview key={ticketId} {...of} />;
  if (live.watches === undefined) return <SessionPage key={ticketId} {...of} session={live} />;
  return <Watching key={live.sessionId} {...of} session={live} watched={live.watches} />;
}

/** Whoever watched has no session here once that is over, and reads the ticket as anybody does whose it is not. */
function Watching(props: WatchPageProps) {
  const { ticket, text, events, session } = props;
  if (!isOver(useObservable(session.stage))) return <WatchPage {...props} />;
  return <TicketPreview ticket={ticket} text={text} events={events} watched={session} />;
}
