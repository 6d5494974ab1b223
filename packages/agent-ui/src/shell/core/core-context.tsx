import { type AppError, type Observable, toAppError } from '@alongside/base';
import type { RequestMessage } from '@alongside/rpc';
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState, useSyncExternalStore } from 'react';
import type { CoreClient } from './core-client.ts';

interface CoreContextValue {
  readonly client: CoreClient;
  /** Of the last request that failed, until it is closed. */
  readonly failure: AppError | undefined;
  readonly setFailure: (failure: AppError | undefined) => void;
}

const CoreContext = createContext<CoreContextValue | undefined>(undefined);

export function CoreProvider({ client, children }: { client: CoreClient; children: ReactNode }) {
  const [failure, setFailure] = useState<AppError>();
  const value = useMemo(() => ({ client, failure, setFailure }), [client, failure]);
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

export function useObservable<T>(observable: Observable<T>): T {
  return useSyncExternalStore(
    (changed) => {
      const subscription = observable.onChange(changed);
      return () => subscription.dispose();
    },
    () => observable.value,
  );
}
