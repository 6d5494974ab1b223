import { http, type SignatureFact } from '@alongside/protocol';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useServices } from '../shared/services.ts';
import { useNotices } from '../shared/use-notices.ts';

/** What of a ticket's computer can be looked for on others. */
export function useSpreadFacts(ticketId: string) {
  const { api } = useServices();
  return useQuery({
    queryKey: ['spread', ticketId],
    queryFn: () => api.callRoute(http.ticketSpread, { params: { id: ticketId } }),
    staleTime: 60_000,
  });
}

/** The computers that have it; asked once somebody wants to know. */
export function useSpread(ticketId: string, fact: SignatureFact | undefined) {
  const { api } = useServices();
  return useQuery({
    queryKey: ['spread', ticketId, fact],
    queryFn: () =>
      fact === undefined ? undefined : api.callRoute(http.spreadLook, { params: { id: ticketId }, body: { fact } }),
    enabled: fact !== undefined,
    staleTime: 0,
  });
}

/** One press: how many have it now stands on the ticket. */
export function useKeepSpread(ticketId: string) {
  const { api } = useServices();
  const queries = useQueryClient();
  const notices = useNotices();
  return useMutation({
    mutationFn: (fact: SignatureFact) => api.callRoute(http.spreadKeep, { params: { id: ticketId }, body: { fact } }),
    onError: notices.failed,
    onSettled: () => queries.invalidateQueries({ queryKey: ['ticket', ticketId] }),
  });
}
