import { createHash, timingSafeEqual } from 'node:crypto';
import { type Clock, type RandomSource, randomId } from '@alongside/base';

interface Issued {
  readonly hash: Buffer;
  readonly lifeMs: number;
  readonly longestAt: number;
  endsAt: number;
}

/** What became of a secret that somebody showed. */
export type SecretUse = 'used' | 'too-late' | 'unknown';

/** Secrets of 256 bits for one page. Using any of them voids all of them. */
export class OneTimeSecrets {
  readonly #clock: Clock;
  readonly #random: RandomSource;
  #issued: Issued[] = [];

  constructor(clock: Clock, random: RandomSource) {
    this.#clock = clock;
    this.#random = random;
  }

  /** True while a secret could still be used. */
  get waiting(): boolean {
    return this.#issued.some((one) => this.#isLive(one));
  }

  /** A new secret, base64url, that works once within `lifeMs`; `prolong` may stretch that to `longestMs`. */
  issue(lifeMs: number, longestMs = lifeMs): string {
    const now = this.#clock.monotonic();
    this.#issued = this.#issued.filter((one) => one.longestAt > now);
    const secret = randomId(this.#random, 256);
    this.#issued.push({ hash: hashOf(secret), lifeMs, endsAt: now + lifeMs, longestAt: now + longestMs });
    return secret;
  }

  /** The page is on its way: what works now does so for its life from now on. */
  prolong(): void {
    const now = this.#clock.monotonic();
    for (const one of this.#issued) if (this.#isLive(one)) one.endsAt = Math.min(one.longestAt, now + one.lifeMs);
  }

  use(secret: string): SecretUse {
    const hash = hashOf(secret);
    const [known] = this.#issued.filter((one) => timingSafeEqual(one.hash, hash));
    if (known === undefined) return 'unknown';
    if (!this.#isLive(known)) return 'too-late';
    this.clear();
    return 'used';
  }

  clear(): void {
    this.#issued = [];
  }

  #isLive({ endsAt }: Issued): boolean {
    return endsAt > this.#clock.monotonic();
  }
}

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
