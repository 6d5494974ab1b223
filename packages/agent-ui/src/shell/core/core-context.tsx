import { type AppError, type Observable, toAppError } from '@alongside/base';
import type { RequestMessage } from '@alongside/rpc';
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState, useSyncExternalStore } from 'react';
import type { CoreClient } from './core-client.ts';

interface CoreContextValue {
  readonly client: CoreClient;
  /** Of the last request that failed, until it is closed. */
  readonly failure: AppError | undefined;
  readonly setFailure: (failure: AppError | undefined) => void;
  /** What was typed and not sent, by where it belongs. */
  readonly unsent: Map<string, string>;
}

const CoreContext = createContext<CoreContextValue | undefined>(undefined);

export function CoreProvider({ client, children }: { client: CoreClient; children: ReactNode }) {
  const [failure, setFailure] = useState<AppError>();
  const [unsent] = useState(() => new Map<string, string>());
  const value = useMemo(() => ({ client, failure, setFailure, unsent }), [client, failure, unsent]);
  return <CoreContext value={value}>{children}</CoreContext>;
}

export function useCore(): CoreContextValue {
  const value = useContext(CoreContext);
  if (value === undefined) throw new Error('useCore stands outside of CoreProvider');
  return value;
}

/** Asks the core; a failure is shown by `FailureNote`, and the answer says whether it went well. */
export function useAsk(): <P, R>(message: RequestMessage<P, R>, params: P) => Promise<boolean> {
  const { client, setFailure } = useCore();
  return useCallback(
    async (message, params) => {
      try {
        await client.call(message, params);
        setFailure(undefined);
        return true;
      } catch (thrown) {
        setFailure(toAppError(thrown));
        return false;
      }
    },
    [client, setFailure],
  );
}

/** Words that are being written; they stay while another page of this window stands there, as when a technician asks to join. */
export function useUnsent(place: string): [string, (next: (now: string) => string) => void] {
  const { unsent } = useCore();
  const [typed, setTyped] = useState({ place, text: unsent.get(place) ?? '' });
  const text = typed.place === place ? typed.text : (unsent.get(place) ?? '');
  const change = (next: (now: string) => string) => {
    // What an answer to sending changes is what stands there by then.
    const changed = next(unsent.get(place) ?? '');
    unsent.set(place, changed);
    setTyped({ place, text: changed });
  };
  return [text, change];
}

export function useObservable<T>(observable: Observable<T>): T {
  return useSyncExternalStore(
    (changed) => {
      const subscription = observable.onChange(changed);
      return () => subscription.dispose();
    },
    () => observable.value,
  );
}
