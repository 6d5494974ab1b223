import type { Clock, Disposable } from '@alongside/base';
import type { BoardTicket } from './ticket-board.ts';

/** One timer for each claim that can lapse. `onLapsed` runs when its time is over; who gets it looks again. */
export class ClaimClock implements Disposable {
  readonly #clock: Clock;
  readonly #onLapsed: (ticketId: string) => void;
  readonly #timers = new Map<string, { lapsesAt: number; timer: Disposable }>();

  constructor(clock: Clock, onLapsed: (ticketId: string) => void) {
    this.#clock = clock;
    this.#onLapsed = onLapsed;
  }

  /** Follows a ticket's state: sets, moves or ends its timer. */
  follow({ row, state }: BoardTicket): void {
    const running = this.#timers.get(row.id);
    if (state.state === 'claimed' && running?.lapsesAt === state.lapsesAt) return;
    running?.timer.dispose();
    this.#timers.delete(row.id);
    if (state.state !== 'claimed') return;
    const timer = this.#clock.after(Math.max(0, state.lapsesAt - this.#clock.now()), () => {
      this.#timers.delete(row.id);
      this.#onLapsed(row.id);
    });
    this.#timers.set(row.id, { lapsesAt: state.lapsesAt, timer });
  }

  dispose(): void {
    for (const { timer } of this.#timers.values()) timer.dispose();
    this.#timers.clear();
  }
}
