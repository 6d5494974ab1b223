import type { Clock } from '@alongside/base';

/** The promise's value, or null once `limitMs` are over. */
export function within<T>(clock: Clock, limitMs: number, promise: Promise<T>): Promise<T | null> {
  return new Promise((resolve) => {
    const timer = clock.after(limitMs, () => resolve(null));
    void promise.then((value) => {
      timer.dispose();
      resolve(value);
    });
  });
}
