import { http } from '@alongside/protocol';
import { useQuery } from '@tanstack/react-query';
import { useServices } from '../shared/services.ts';

/** While something waits to be sent, what became of it is asked for this often. */
export const MAIL_POLL_MS = 3_000;

/** The mails to a ticket's user; `entries` is how long its log is, since each entry may bring another. */
export function useTicketMails(ticketId: string, entries: number) {
  const { api } = useServices();
  return useQuery({
    queryKey: ['ticket-mails', ticketId, entries],
    queryFn: () => api.callRoute(http.ticketMails, { params: { id: ticketId } }),
    placeholderData: (before) => before,
    refetchInterval: ({ state }) => (state.data?.mails.some(({ state: now }) => now === 'waiting') ? MAIL_POLL_MS : false),
  });
}
