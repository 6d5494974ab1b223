import type { Event } from '@alongside/base';
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';

/** What an Observable of base gives; also anything with a value and an event for its change. */
export interface Observed<T> {
  readonly value: T;
  readonly onChange: Event<T>;
}

/** Draws again whenever the value changes. */
export function useObservable<T>(observed: Observed<T>): T {
  const subscribe = useCallback(
    (changed: () => void) => {
      const subscription = observed.onChange(changed);
      return () => subscription.dispose();
    },
    [observed],
  );
  return useSyncExternalStore(subscribe, () => observed.value);
}

/** Wall time, again each `periodMs`. */
export function useNow(periodMs: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), periodMs);
    return () => window.clearInterval(timer);
  }, [periodMs]);
  return now;
}
