import type { Clock, Disposable } from '@alongside/base';
import type { BoardTicket } from './ticket-board.ts';

/** When something of the ticket is due; undefined where nothing is. */
type DueAt = (ticket: BoardTicket) => number | undefined;

export const claimLapsesAt: DueAt = ({ state }) => (state.state === 'claimed' ? state.lapsesAt : undefined);
export const offerLapsesAt: DueAt = ({ ticket: { handover } }) =>
  handover?.state === 'offered' ? handover.offer.lapsesAt : undefined;
export const lapsesAt: DueAt = ({ ticket: { offer } }) => (offer.state === 'offered' ? offer.lapsesAt : undefined);

/** The wall clock can be set back meanwhile, and a timer of the platform holds no more than 24 days. */
const LOOK_MS = 60 * 60_000;

/** One timer for each ticket of which something lapses. `onDue` runs when its time is over; who gets it looks again. */
export class DueClock implements Disposable {
  readonly #clock: Clock;
  readonly #dueAt: DueAt;
  readonly #onDue: (ticketId: string) => void;
  readonly #timers = new Map<string, { dueAt: number; timer: Disposable }>();

  constructor(clock: Clock, dueAt: DueAt, onDue: (ticketId: string) => void) {
    this.#clock = clock;
    this.#dueAt = dueAt;
    this.#onDue = onDue;
  }

  /** Follows a ticket: sets, moves or ends its timer. */
  follow(ticket: BoardTicket): void {
    const { id } = ticket.row;
    const running = this.#timers.get(id);
    const dueAt = this.#dueAt(ticket);
    if (dueAt !== undefined && running?.dueAt === dueAt) return;
    running?.timer.dispose();
    this.#timers.delete(id);
    if (dueAt === undefined) return;
    this.#wait(id, dueAt);
  }

  #wait(id: string, dueAt: number): void {
    const wait = Math.min(Math.max(0, dueAt - this.#clock.now()), LOOK_MS);
    const timer = this.#clock.after(wait, () => {
      if (dueAt > this.#clock.now()) return this.#wait(id, dueAt);
      this.#timers.delete(id);
      this.#onDue(id);
    });
    this.#timers.set(id, { dueAt, timer });
  }

  dispose(): void {
    for (const { timer } of this.#timers.values()) timer.dispose();
    this.#timers.clear();
  }
}
