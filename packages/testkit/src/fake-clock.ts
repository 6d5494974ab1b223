import type { Clock, Disposable } from '@alongside/base';

interface Timer {
  at: number;
  period: number | undefined;
  callback: () => void;
  order: number;
}

/** A clock that moves only when told to. Wall and monotonic time can be moved apart to play jumps and sleep. */
export class FakeClock implements Clock {
  #monotonic = 0;
  #wallOffset: number;
  #timers = new Set<Timer>();
  #order = 0;

  constructor(startMs = Date.UTC(2026, 10, 21, 12, 0, 0)) {
    this.#wallOffset = startMs;
  }

  now(): number {
    return this.#wallOffset + this.#monotonic;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  after(delayMs: number, callback: () => void): Disposable {
    return this.#add(delayMs, undefined, callback);
  }

  every(periodMs: number, callback: () => void): Disposable {
    return this.#add(periodMs, periodMs, callback);
  }

  get pending(): number {
    return this.#timers.size;
  }

  /** Moves both clocks on, running what falls due, in order. Awaits between timers so that promises settle. */
  async advance(ms: number): Promise<void> {
    const end = this.#monotonic + ms;
    await settle();
    for (;;) {
      const due = [...this.#timers].filter((t) => t.at <= end).sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (!due) break;
      this.#monotonic = Math.max(this.#monotonic, due.at);
      if (due.period === undefined) this.#timers.delete(due);
      else due.at += due.period;
      due.callback();
      await settle();
    }
    this.#monotonic = end;
    await settle();
  }

  /** Moves the wall clock alone, as a user or NTP does. */
  jumpWall(ms: number): void {
    this.#wallOffset += ms;
  }

  #add(delayMs: number, period: number | undefined, callback: () => void): Disposable {
    const timer: Timer = { at: this.#monotonic + Math.max(0, delayMs), period, callback, order: this.#order++ };
    this.#timers.add(timer);
    return { dispose: () => this.#timers.delete(timer) };
  }
}

/** Lets promises that are already decided run their continuations. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 20; i += 1) await Promise.resolve();
}
