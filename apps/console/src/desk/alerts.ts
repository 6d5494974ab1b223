import type { Disposable, Event } from '@alongside/base';
import { DisposableStore } from '@alongside/base';
import type { Presence, TicketSummary } from '@alongside/protocol';
import type { Queue } from './desk-client.ts';
import { arrivals } from './queue-rows.ts';

/** How a new request is made known; the page's adapters are in browser-alerts.ts. */
export interface AlertPorts {
  /** The number that stands before the title of the tab; 0 takes it away. */
  showCount(count: number): void;
  beep(): void;
  notify(ticket: TicketSummary): void;
}

interface Watched<T> {
  readonly value: T;
  readonly onChange: Event<T>;
}

/** Counts what waits, and makes new requests heard where the technician is available. */
export class Alerts implements Disposable {
  readonly #store = new DisposableStore();
  #known: ReadonlySet<string> | undefined;

  constructor(queue: Watched<Queue | undefined>, presence: Watched<Presence>, ports: AlertPorts) {
    const look = (now: Queue | undefined) => {
      if (now === undefined) return;
      const waiting = now.tickets.filter((ticket) => ticket.state === 'waiting');
      ports.showCount(waiting.length);
      const fresh = arrivals(this.#known, waiting);
      // Only what waits is known: one that comes back to waiting (a claim lapsed) is news again.
      this.#known = new Set(waiting.map((ticket) => ticket.id));
      if (presence.value !== 'available' || fresh.length === 0) return;
      ports.beep();
      for (const ticket of fresh) ports.notify(ticket);
    };
    look(queue.value);
    this.#store.add(queue.onChange(look));
    this.#store.defer(() => ports.showCount(0));
  }

  dispose(): void {
    this.#store.dispose();
  }
}
