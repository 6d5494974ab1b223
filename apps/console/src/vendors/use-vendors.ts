import { http } from '@alongside/protocol';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { isChangedMeanwhile } from '../shared/changed-meanwhile.tsx';
import { useServices } from '../shared/services.ts';
import { useNotices } from '../shared/use-notices.ts';

const VENDORS = 'vendors';

export function useVendors() {
  const { api } = useServices();
  return useQuery({ queryKey: [VENDORS], queryFn: () => api.callRoute(http.vendors) });
}

/** Something that changes vendors or a ticket's way to one; what was read of both is read again, also where it failed. */
export function useVendorChange<V>(change: (value: V) => Promise<unknown>, ticketId?: string) {
  const queries = useQueryClient();
  const notices = useNotices();
  return useMutation({
    mutationFn: change,
    onSettled: () => queries.invalidateQueries({ queryKey: ticketId === undefined ? [VENDORS] : ['ticket', ticketId] }),
    onError: (error) => {
      // The form says it, and what is there now.
      if (!isChangedMeanwhile(error)) notices.failed(error);
    },
  });
}
