import { http } from '@alongside/protocol';
import { useQuery } from '@tanstack/react-query';
import { useServices } from '../shared/services.ts';
import { useLanguage } from '../shared/use-language.ts';

/** Playbooks in the reader's language, and answers that its computer's report has already; read once for a look at it. */
export function useGuide(ticketId: string) {
  const { api } = useServices();
  const language = useLanguage();
  return useQuery({
    queryKey: ['guide', ticketId, language],
    queryFn: () => api.callRoute(http.ticketGuide, { params: { id: ticketId, language } }),
    staleTime: 60_000,
  });
}
