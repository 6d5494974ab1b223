import { type GivenWorkItem, http } from '@alongside/protocol';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useServices } from '../shared/services.ts';
import { useNotices } from '../shared/use-notices.ts';

/** Enters something that was found out or done. It only adds, so that there is no version to miss. */
export function useRecord(ticketId: string) {
  const { api } = useServices();
  const queries = useQueryClient();
  const notices = useNotices();
  return useMutation({
    mutationFn: (item: GivenWorkItem) => api.callRoute(http.ticketRecord, { params: { id: ticketId }, body: { item } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['ticket', ticketId] }),
    onError: notices.failed,
  });
}
