import type { Clock, Logger } from '@alongside/base';
import type { Documents } from './documents.ts';

export interface FirstStartParts {
  readonly documents: Documents;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** When this program was started for the very first time: the scam guard is wary of help that comes right after it. */
export class FirstStart {
  readonly #parts: FirstStartParts;
  #at: number | undefined;

  constructor(parts: FirstStartParts) {
    this.#parts = parts;
  }

  /** Where it cannot be kept, the next start is the first once more. */
  async load(): Promise<void> {
    const { documents, clock, logger } = this.#parts;
    const known = await documents.read('first-start');
    this.#at = known?.at ?? clock.now();
    if (known) return;
    try {
      await documents.write('first-start', { at: this.#at });
    } catch (error) {
      logger.error('the first start could not be kept', { error: String(error) });
    }
  }

  /** From then to a wall time, ms; null where it is not known. */
  until(at: number): number | null {
    return this.#at === undefined ? null : at - this.#at;
  }
}
