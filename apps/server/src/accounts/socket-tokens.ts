import type { Clock, RandomSource } from '@alongside/base';
import type { Identity } from './identity.ts';
import { newToken } from './tokens.ts';

const VALID_MS = 30_000;
const MAX_TOKENS = 1000;

/** Tokens for `/ws/console`: bound to the sign-in that asked for it, once, within 30 seconds; in memory only. */
export class SocketTokens {
  readonly #clock: Clock;
  readonly #random: RandomSource;
  readonly #tokens = new Map<string, { identity: Identity; expiresAt: number }>();

  constructor(clock: Clock, random: RandomSource) {
    this.#clock = clock;
    this.#random = random;
  }

  issue(identity: Identity): string {
    const now = this.#clock.monotonic();
    for (const [token, entry] of this.#tokens) {
      // In order of age: the first that is young enough ends the search, unless there are far too many.
      if (entry.expiresAt > now && this.#tokens.size < MAX_TOKENS) break;
      this.#tokens.delete(token);
    }
    const token = newToken(this.#random);
    this.#tokens.set(token, { identity, expiresAt: now + VALID_MS });
    return token;
  }

  /** The identity it was given to; the token is gone afterwards, whatever comes of it. */
  take(token: string): Identity | undefined {
    const entry = this.#tokens.get(token);
    this.#tokens.delete(token);
    return entry && entry.expiresAt > this.#clock.monotonic() ? entry.identity : undefined;
  }
}
