import { createHash, timingSafeEqual } from 'node:crypto';
import { type Clock, type RandomSource, randomId } from '@alongside/base';

/** Secrets of 256 bits for one page. Using any of them voids all of them. */
export class OneTimeSecrets {
  readonly #clock: Clock;
  readonly #random: RandomSource;
  #live: { readonly hash: Buffer; readonly endsAt: number }[] = [];

  constructor(clock: Clock, random: RandomSource) {
    this.#clock = clock;
    this.#random = random;
  }

  /** True while a secret could still be used. */
  get waiting(): boolean {
    this.#forget();
    return this.#live.length > 0;
  }

  /** A new secret, base64url, that works once within `lifeMs`. */
  issue(lifeMs: number): string {
    this.#forget();
    const secret = randomId(this.#random, 256);
    this.#live.push({ hash: hashOf(secret), endsAt: this.#clock.monotonic() + lifeMs });
    return secret;
  }

  use(secret: string): boolean {
    this.#forget();
    const hash = hashOf(secret);
    const known = this.#live.filter((one) => timingSafeEqual(one.hash, hash)).length > 0;
    if (known) this.clear();
    return known;
  }

  clear(): void {
    this.#live = [];
  }

  #forget(): void {
    const now = this.#clock.monotonic();
    this.#live = this.#live.filter((one) => one.endsAt > now);
  }
}

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
