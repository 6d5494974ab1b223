import { toAppError } from '@alongside/base';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNotices } from '../shared/use-notices.ts';
import { useConfirmed } from './confirm.tsx';

/** A change of one's own account: confirmed where the server asks for it, and then everything that shows it is read anew. */
export function useAccountChange<V, T>(change: (value: V) => Promise<T>, onDone?: (result: T) => void) {
  const confirmed = useConfirmed();
  const queries = useQueryClient();
  const notices = useNotices();
  return useMutation({
    mutationFn: (value: V) => confirmed(() => change(value)),
    onError: (error) => {
      // Whoever did not go on knows it.
      if (toAppError(error).code !== 'request.cancelled') notices.failed(error);
    },
    onSuccess: async (result) => {
      onDone?.(result);
      await queries.invalidateQueries({ queryKey: ['account'] });
      await queries.invalidateQueries({ queryKey: ['me'] });
    },
  });
}
