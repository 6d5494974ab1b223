import { AppError, type Clock, type Crypto, type RandomSource } from '@alongside/base';
import { newToken, tokenHash } from './tokens.ts';

const VALID_MS = 30 * 60_000;

/**
 * The one-time token that makes the first admin: in memory only, as a hash, for 30 minutes from the start. Whether there
 * is an admin already is the database's to say (AccountStore.createFirstAdmin decides atomically).
 */
export class FirstAdmin {
  readonly #clock: Clock;
  readonly #crypto: Crypto;
  readonly #hash: string;
  readonly #expiresAt: number;
  /** Given once to whoever prints the address; not kept. */
  readonly token: string;
  #needed = true;

  constructor(dependencies: { clock: Clock; crypto: Crypto; random: RandomSource }) {
    this.#clock = dependencies.clock;
    this.#crypto = dependencies.crypto;
    this.token = newToken(dependencies.random);
    this.#hash = tokenHash(this.#crypto, this.token);
    this.#expiresAt = this.#clock.monotonic() + VALID_MS;
  }

  get needed(): boolean {
    return this.#needed;
  }

  /** There is an admin: the token is worth nothing from now on. */
  done(): void {
    this.#needed = false;
  }

  /** Throws `auth.refused` for another token and `auth.token-used` for one that ran out. */
  check(token: string): void {
    if (tokenHash(this.#crypto, token) !== this.#hash) throw new AppError('auth.refused', 'this is not the first admin’s link');
    if (this.#clock.monotonic() >= this.#expiresAt) {
      throw new AppError('auth.token-used', 'this link ran out after 30 minutes; start the server again for a new one');
    }
  }
}
