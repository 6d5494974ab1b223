import type { Capability } from '@alongside/protocol';
import { useObservable } from '../shared/use-observable.ts';
import { AllowedList } from './allowed-list.tsx';
import type { ClaimedTicket } from './claimed-ticket.ts';
import classes from './session-page.module.css';
import { useAsking } from './use-asking.ts';

export interface SessionAllowedProps {
  readonly session: ClaimedTicket;
  /** Whose picture it is, where one watches. */
  readonly watched?: string;
  readonly asking: Capability | undefined;
  readonly onAsking: (capability: Capability | undefined) => void;
}

/** What is allowed in a session, and what can be asked for. Seen at the bottom, and the first that the keyboard comes to. */
export function SessionAllowed({ session, watched, asking, onAsking }: SessionAllowedProps) {
  const actions = useAsking(session);
  const asks = useObservable(session.asks);
  const { live: grants } = useObservable(session.grants);
  const canAsk = useObservable(session.stage).stage === 'live';
  const comparing = useObservable(session.words).state === 'shown';
  return (
    <div className={classes.allowed}>
      <AllowedList
        userName={session.userName}
        offers={session.offers}
        asks={asks}
        grants={grants}
        canAsk={canAsk}
        comparing={comparing}
        actions={actions}
        {...(watched === undefined ? {} : { watched })}
        asking={asking}
        onAsking={onAsking}
      />
    </div>
  );
}
