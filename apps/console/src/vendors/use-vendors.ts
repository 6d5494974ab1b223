import { http } from '@alongside/protocol';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useServices } from '../shared/services.ts';
import { useNotices } from '../shared/use-notices.ts';

const VENDORS = 'vendors';

export function useVendors() {
  const { api } = useServices();
  return useQuery({ queryKey: [VENDORS], queryFn: () => api.callRoute(http.vendors) });
}

/** Something that changes vendors or a ticket's way to one; what was read of both is read again. */
export function useVendorChange<V>(change: (value: V) => Promise<unknown>, ticketId?: string) {
  const queries = useQueryClient();
  const notices = useNotices();
  return useMutation({
    mutationFn: change,
    onSuccess: () => queries.invalidateQueries({ queryKey: ticketId === undefined ? [VENDORS] : ['ticket', ticketId] }),
    onError: notices.failed,
  });
}
