import { AppError } from '@alongside/base';
import { type Capability, http } from '@alongside/protocol';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useServices } from '../shared/services.ts';
import { useConfirmed } from './confirm.tsx';

/** Before these are asked for, a second factor is given where there is one. Files and restart follow once they exist. */
const STEPPED_UP: readonly Capability[] = ['shell.run', 'actions.run'];

/**
 * The server's attestation of a fresh second factor for a session; asks for the factor where none was given in the last
 * minutes. Undefined without one, and where the server is away: whether it can do without is the agent's to say. Throws
 * `request.cancelled` where the person did not go on.
 */
export function useStepUp(): (sessionId: string, capability: Capability) => Promise<string | undefined> {
  const { api } = useServices();
  const queries = useQueryClient();
  const confirmed = useConfirmed();
  return useCallback(
    async (sessionId, capability) => {
      if (!STEPPED_UP.includes(capability)) return undefined;
      try {
        const account = await queries.fetchQuery({ queryKey: ['account'], queryFn: () => api.callRoute(http.account) });
        if (!account.totp && account.passkeys.length === 0) return undefined;
        const step = () => api.callRoute(http.stepUp, { params: { id: sessionId }, body: {} });
        return (await confirmed(step)).attestation;
      } catch (error) {
        if (error instanceof AppError && error.code === 'rpc.closed') return undefined;
        throw error;
      }
    },
    [api, queries, confirmed],
  );
}
