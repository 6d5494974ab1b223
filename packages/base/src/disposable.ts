/** Anything that holds a resource which must be given back exactly once. */
export interface Disposable {
  dispose(): void;
}

/** Wraps a function so that it runs on the first `dispose()` only. */
export function toDisposable(release: () => void): Disposable {
  let released = false;
  return {
    dispose() {
      if (released) return;
      released = true;
      release();
    },
  };
}

/**
 * Owns disposables and gives them back in reverse order of registration.
 * One that throws does not keep the others from being released; the errors are thrown together at the end.
 */
export class DisposableStore implements Disposable {
  #items: Disposable[] = [];
  #disposed = false;

  get disposed(): boolean {
    return this.#disposed;
  }

  /** Registers `item`; when the store is already disposed, the item is released at once. */
  add<T extends Disposable>(item: T): T {
    if (this.#disposed) item.dispose();
    else this.#items.push(item);
    return item;
  }

  defer(release: () => void): Disposable {
    return this.add(toDisposable(release));
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    const items = this.#items.reverse();
    this.#items = [];
    const failures: unknown[] = [];
    for (const item of items) {
      try {
        item.dispose();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'some resources could not be released');
  }
}
