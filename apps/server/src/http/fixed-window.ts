import type { Clock } from '@alongside/base';

/** Keys remembered at a time; the oldest are forgotten, so that many addresses cannot fill the memory. */
const MAX_KEYS = 10_000;

/** Counts per key in windows of fixed length: at most `max` in each. */
export class FixedWindow {
  readonly #clock: Clock;
  readonly #periodMs: number;
  readonly #max: number;
  readonly #counts = new Map<string, { since: number; count: number }>();

  constructor(clock: Clock, options: { periodMs: number; max: number }) {
    this.#clock = clock;
    this.#periodMs = options.periodMs;
    this.#max = options.max;
  }

  /** Counts one; false where `key` has used up its window. */
  take(key: string): boolean {
    const entry = this.#current(key);
    if (!entry) this.#counts.set(key, { since: this.#clock.monotonic(), count: 1 });
    else if (entry.count >= this.#max) return false;
    else entry.count += 1;
    return true;
  }

  forget(key: string): void {
    this.#counts.delete(key);
  }

  #current(key: string): { since: number; count: number } | undefined {
    const entry = this.#counts.get(key);
    if (entry && this.#clock.monotonic() - entry.since < this.#periodMs) return entry;
    this.#counts.delete(key);
    if (this.#counts.size >= MAX_KEYS) {
      const oldest = this.#counts.keys().next();
      if (!oldest.done) this.#counts.delete(oldest.value);
    }
    return undefined;
  }
}
