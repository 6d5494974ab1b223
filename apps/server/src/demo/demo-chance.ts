import type { Crypto } from '@alongside/base';

/** Choices that look like chance and are the same at every start: each is drawn from the hash of its own name. */
export class DemoChance {
  readonly #crypto: Crypto;

  constructor(crypto: Crypto) {
    this.#crypto = crypto;
  }

  /** At least 0, below 1. */
  share(name: string): number {
    return Number.parseInt(this.#crypto.sha256(name).slice(0, 12), 16) / 2 ** 48;
  }

  /** Whole, both ends included. */
  between(name: string, least: number, most: number): number {
    return least + Math.floor(this.share(name) * (most - least + 1));
  }

  /** Throws where there is nothing to choose from. */
  pick<T>(name: string, from: readonly T[]): T {
    const picked = from.at(Math.floor(this.share(name) * from.length));
    if (picked === undefined) throw new Error(`nothing to pick for ${name}`);
    return picked;
  }
}
