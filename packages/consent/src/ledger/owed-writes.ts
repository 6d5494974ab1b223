import type { Clock, Disposable } from '@alongside/base';
import type { SerialQueue } from './serial-queue.ts';

/** A disk that was full is tried again at this pace. */
const RETRY_MS = 5_000;

interface Owed {
  readonly write: () => Promise<void>;
  readonly settle: (written: boolean) => void;
}

/**
 * Writes that must not be lost, because what they tell is true already: ending acts and signatures that came. They keep
 * their order, go before anything that is written later, and are tried again until they succeed.
 */
export class OwedWrites implements Disposable {
  readonly #clock: Clock;
  readonly #queue: SerialQueue;
  /** Whether trying again cannot help. */
  readonly #isHopeless: (error: unknown) => boolean;
  #owed: Owed[] = [];
  #retry: Disposable | undefined;
  #disposed = false;

  constructor(clock: Clock, queue: SerialQueue, isHopeless: (error: unknown) => boolean) {
    this.#clock = clock;
    this.#queue = queue;
    this.#isHopeless = isHopeless;
  }

  /** True once written; false where it never can be, or the ledger was disposed first. */
  add(write: () => Promise<void>): Promise<boolean> {
    return new Promise((settle) => {
      void this.#queue.run(async () => {
        if (this.#disposed) return settle(false);
        this.#owed.push({ write, settle });
        await this.#trySettle();
      });
    });
  }

  /** To be called inside the queue. Throws what the first write that failed threw; those before it are done. */
  async settle(): Promise<void> {
    for (let next = this.#owed[0]; next; next = this.#owed[0]) {
      let written = true;
      try {
        await next.write();
      } catch (error) {
        if (!this.#isHopeless(error)) throw error;
        written = false;
      }
      this.#owed.shift();
      next.settle(written);
    }
  }

  dispose(): void {
    this.#disposed = true;
    this.#retry?.dispose();
    for (const { settle } of this.#owed.splice(0)) settle(false);
  }

  async #trySettle(): Promise<void> {
    try {
      await this.settle();
    } catch {
      // The failure is the disk's and lasts; whoever appends next is told it.
      this.#retry ??= this.#clock.after(RETRY_MS, () => {
        this.#retry = undefined;
        void this.#queue.run(() => this.#trySettle());
      });
    }
  }
}
