import type { Clock } from '@alongside/base';

/** A peer that sends what has no effect this often is attacking or broken. */
const MAX_DROPS = 2_000;
const WINDOW_MS = 60_000;

/** Frames without effect, counted a minute at a time. */
export class DropCount {
  readonly #clock: Clock;
  #dropped = 0;
  #since = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** One more; whether it is the one that is too many. */
  isTooMany(): boolean {
    const now = this.#clock.monotonic();
    if (now - this.#since > WINDOW_MS) {
      this.#since = now;
      this.#dropped = 0;
    }
    this.#dropped += 1;
    return this.#dropped === MAX_DROPS;
  }
}
