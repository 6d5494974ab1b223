import type { Event } from '@alongside/base';

/** Collects an event's values; a test awaits the next one or asserts that there is none. */
export class Recorder<T> {
  readonly values: T[] = [];
  #taken = 0;
  #waiting: ((value: T) => void)[] = [];

  constructor(event: Event<T>) {
    event((value) => {
      this.values.push(value);
      const waiter = this.#waiting.shift();
      if (waiter) {
        this.#taken += 1;
        waiter(value);
      }
    });
  }

  /** The next value that was not taken yet, waiting for it if need be. */
  next(): Promise<T> {
    if (this.#taken < this.values.length) {
      const value = this.values[this.#taken] as T;
      this.#taken += 1;
      return Promise.resolve(value);
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Throws where values are left that no `next()` took. */
  nonePending(): void {
    if (this.#taken < this.values.length) {
      throw new Error(`unexpected: ${JSON.stringify(this.values.slice(this.#taken))}`);
    }
  }
}
