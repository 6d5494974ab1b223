import { http, type TicketEvent } from '@alongside/protocol';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useDesk } from '../desk/desk-context.ts';
import { readAnew, readAnewOnline } from '../shared/read-anew.ts';
import { useServices } from '../shared/services.ts';
import { withEvent } from './timeline.ts';

/** A request with all that happened in it: read once, then kept up by what the socket tells, read again after a gap. */
export function useTicket(ticketId: string) {
  const { api } = useServices();
  const { client } = useDesk();
  const queries = useQueryClient();
  const ticket = useQuery({
    queryKey: ['ticket', ticketId],
    queryFn: () => api.callRoute(http.ticket, { params: { id: ticketId } }),
  });
  useEffect(() => {
    const subscription = client.onTicketChanged((change) => {
      if (change.ticketId !== ticketId) return;
      queries.setQueryData<{ events: TicketEvent[] }>(['ticket', ticketId], (before) =>
        before === undefined ? before : { ...before, events: [...withEvent(before.events, change.event)] },
      );
      // What else happens changes the request itself; one that is closed stands in no queue any more.
      if (!['chat', 'note'].includes(change.event.body.type)) void readAnew(queries, ['ticket', ticketId]);
    });
    return () => subscription.dispose();
  }, [client, queries, ticketId]);
  useEffect(() => {
    const subscription = readAnewOnline(client, queries, ['ticket', ticketId]);
    return () => subscription.dispose();
  }, [client, queries, ticketId]);
  return ticket;
}
