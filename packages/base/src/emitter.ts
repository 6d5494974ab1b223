import { type Disposable, toDisposable } from './disposable.ts';

/** Subscribes to an event; the returned handle ends the subscription. Properties of this type are named `onX`. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

/** The sending half of an event. Listeners run synchronously in order of subscription. */
export class Emitter<T> implements Disposable {
  #listeners = new Set<(value: T) => void>();

  readonly event: Event<T> = (listener) => {
    // A wrapper, so that one function subscribed twice is called twice and each handle ends only its own.
    const own = (value: T) => listener(value);
    this.#listeners.add(own);
    return toDisposable(() => this.#listeners.delete(own));
  };

  get hasListeners(): boolean {
    return this.#listeners.size > 0;
  }

  fire(value: T): void {
    for (const listener of [...this.#listeners]) {
      if (this.#listeners.has(listener)) listener(value);
    }
  }

  dispose(): void {
    this.#listeners.clear();
  }
}

/** A value that tells when it changed. `onChange` fires after `value` is the new one. */
export class Observable<T> {
  #value: T;
  readonly #changed = new Emitter<T>();
  readonly onChange: Event<T> = this.#changed.event;

  constructor(initial: T) {
    this.#value = initial;
  }

  get value(): T {
    return this.#value;
  }

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    this.#changed.fire(value);
  }
}
