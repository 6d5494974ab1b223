import { type AppError, toAppError } from '@alongside/base';
import { type AgentView, type KnownRequest, shellPage } from '@alongside/protocol';
import { useCallback, useEffect, useState } from 'react';
import { useCore } from '../core/core-context.tsx';

export type KnownRequests =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly error: AppError }
  | { readonly state: 'there'; readonly online: boolean; readonly requests: readonly KnownRequest[] };

/** What this computer has asked before, newest first; looked up anew when the server comes or goes. */
export function useKnownRequests(server: AgentView['server']): { readonly known: KnownRequests; readonly reload: () => void } {
  const { client } = useCore();
  const [known, setKnown] = useState<KnownRequests>({ state: 'loading' });
  const reload = useCallback(() => {
    client
      .call(shellPage.ownKnown, {})
      .then((answer) => setKnown({ state: 'there', ...answer }))
      .catch((thrown) => setKnown({ state: 'failed', error: toAppError(thrown) }));
  }, [client]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: who answers depends on the server
  useEffect(reload, [reload, server]);
  return { known, reload };
}
