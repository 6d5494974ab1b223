import { http } from '@alongside/protocol';
import { useQuery } from '@tanstack/react-query';
import { useServices } from '../shared/services.ts';

/** Playbooks that fit a ticket, and answers that its computer's report has already; read once for a look at it. */
export function useGuide(ticketId: string) {
  const { api } = useServices();
  return useQuery({
    queryKey: ['guide', ticketId],
    queryFn: () => api.callRoute(http.ticketGuide, { params: { id: ticketId } }),
    staleTime: 60_000,
  });
}
