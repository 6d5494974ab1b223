/** Runs actions one after the other, so that each sees what the one before it left. A failed one does not stop the rest. */
export class Serial {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(action: () => Promise<T>): Promise<T> {
    const result = this.#last.then(action);
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** When all that was asked for until now is done. */
  idle(): Promise<unknown> {
    return this.#last;
  }
}
