import { toAppError } from '@alongside/base';
import type { Capability } from '@alongside/protocol';
import { useMemo } from 'react';
import { useStepUp } from '../account/use-step-up.ts';
import { useNotices } from '../shared/use-notices.ts';
import type { AllowedActions } from './allowed-list.tsx';
import type { ClaimedTicket } from './claimed-ticket.ts';

/** What the list of what is allowed can do; what goes wrong is told in the corner. */
export function useAsking(session: ClaimedTicket): AllowedActions {
  const notices = useNotices();
  const stepUp = useStepUp();
  return useMemo(
    () => ({
      ask: (capability: Capability, reason: string, durationMs: number) =>
        void stepUp(session.sessionId, capability)
          .then((attestation) => session.ask(capability, reason, durationMs, attestation))
          .catch((error: unknown) => {
            const { code } = toAppError(error);
            // Whoever watches reads where the picture would be why there is none.
            const isToldThere = session.watches !== undefined && code === 'screen.unavailable';
            if (code !== 'request.cancelled' && !isToldThere) notices.failed(error);
          }),
      withdraw: (askId: string) => void session.withdraw(askId).catch(notices.failed),
      giveBack: (capability: Capability) => void session.giveBack(capability).catch(notices.failed),
    }),
    [session, notices, stepUp],
  );
}
