import type { Disposable, Event } from '@alongside/base';
import { DisposableStore } from '@alongside/base';
import type { Queue } from './desk-client.ts';

interface Watched<T> {
  readonly value: T;
  readonly onChange: Event<T>;
}

/** Tells how many wait, for the title of the tab; none once it is over. */
export function countWaiting(queue: Watched<Queue | undefined>, show: (count: number) => void): Disposable {
  const look = (now: Queue | undefined) => {
    if (now !== undefined) show(now.tickets.filter(({ state }) => state === 'waiting').length);
  };
  const store = new DisposableStore();
  look(queue.value);
  store.add(queue.onChange(look));
  store.defer(() => show(0));
  return store;
}
