import type { RandomSource } from '@alongside/base';

const FIRST_MS = 250;
const LONGEST_MS = 15_000;

/**
 * Full-jitter exponential backoff (AWS Architecture Blog, "Exponential Backoff And Jitter"): anywhere between nothing
 * and 250 ms doubled with each failure, 15 s at most, so that agents do not come back all at once.
 */
export class Backoff {
  readonly #random: RandomSource;
  #failures = 0;

  constructor(random: RandomSource) {
    this.#random = random;
  }

  /** The pause after one more failure, in milliseconds. */
  next(): number {
    const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** this.#failures);
    this.#failures = Math.min(this.#failures + 1, 16);
    const [high = 0, low = 0] = this.#random.bytes(2);
    return Math.round((ceiling * (high * 256 + low)) / 65_535);
  }

  reset(): void {
    this.#failures = 0;
  }
}
