import { type BrowserKey, http, type KeyDecision } from '@alongside/protocol';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useDesk } from '../desk/desk-context.ts';
import { useServices } from '../shared/services.ts';
import { useNotices } from '../shared/use-notices.ts';
import { useObservable } from '../shared/use-observable.ts';
import { decideKey } from './decide-key.ts';

/** One's own keys, for an admin everybody's; read again whenever the server says that one changed. */
export function useBrowserKeys() {
  const { api } = useServices();
  const { client } = useDesk();
  const queries = useQueryClient();
  const changed = useObservable(client.keys);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the change itself that asks for new ones
  useEffect(() => {
    void queries.invalidateQueries({ queryKey: ['keys'] });
  }, [changed, queries]);
  return useQuery({ queryKey: ['keys'], queryFn: () => api.callRoute(http.keys) });
}

/** Adding and removing; what failed is told in the corner. */
export function useKeyDecision() {
  const { api, clock } = useServices();
  const { client } = useDesk();
  const queries = useQueryClient();
  const notices = useNotices();
  return useMutation({
    mutationFn: ({ key, decision }: { readonly key: BrowserKey; readonly decision: KeyDecision['decision'] }) => {
      const state = client.state.value;
      const offset = state.state === 'online' ? state.clockOffsetMs : 0;
      return decideKey(key, decision, { api, own: client.registered, now: clock.now() + offset });
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['keys'] }),
    onError: notices.failed,
  });
}
