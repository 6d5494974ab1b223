import { type Clock, type Disposable, toDisposable } from '@alongside/base';
import { type KeyboardMap, rowOf, spareKeycodes } from './keyboard-map.ts';
import { KEYSYM } from './keysyms.ts';
import type { X11Connection } from './x11-connection.ts';

/**
 * Programs read the keyboard anew after a change of its map, in their own time: a keycode that changes its meaning too soon
 * after a press types the wrong character in them. Chosen with room for a busy program; nothing tells when all have read it.
 */
export const REUSE_PAUSE_MS = 150;

/**
 * Keycodes that the layout leaves unused, lent to the characters that it does not have. A character keeps its keycode while the device is open, so that
 * the map changes seldom; the one not used for longest is lent on. Both levels hold the same keysym, so Shift does not matter.
 */
export class SpareKeys {
  readonly #connection: X11Connection;
  readonly #clock: Clock;
  /** keysym to keycode, the one used last at the end. */
  readonly #lent = new Map<number, number>();
  #lastUse = Number.NEGATIVE_INFINITY;

  constructor(connection: X11Connection, clock: Clock) {
    this.#connection = connection;
    this.#clock = clock;
  }

  /**
   * Lends a keycode to each of `wanted`, in this order and as far as there are any: what this very call lends is not taken
   * away by it. Waits where a keycode would change its meaning too soon. Returns keycodes by keysym.
   */
  async lend(wanted: ReadonlySet<number>, map: KeyboardMap): Promise<ReadonlyMap<number, number>> {
    this.#forgetTakenOver(map);
    const taken = new Set(this.#lent.values());
    const free = spareKeycodes(map).filter((keycode) => !taken.has(keycode));
    const kept = [...wanted].slice(0, free.length + this.#lent.size);
    for (const keysym of kept) this.#touch(keysym);
    const missing = kept.filter((keysym) => !this.#lent.has(keysym));
    const reused = missing.slice(free.length).flatMap(() => this.#takeOldest(wanted) ?? []);
    if (reused.length > 0) await this.#pause();
    const keycodes = [...free, ...reused];
    for (const [index, keysym] of missing.entries()) {
      const keycode = keycodes[index];
      if (keycode === undefined) break;
      this.#lent.set(keysym, keycode);
      this.#connection.send((client) => client.ChangeKeyboardMapping(keycode, 2, [keysym, keysym]));
    }
    this.#lastUse = this.#clock.monotonic();
    return new Map(kept.flatMap((keysym) => [[keysym, this.#lent.get(keysym)] as const]).filter(isLent));
  }

  /** Gives every keycode back, once programs have had time to read what was typed; then calls `done`. */
  giveBack(done: () => void): Disposable {
    if (this.#lent.size === 0) {
      done();
      return toDisposable(() => undefined);
    }
    const wait = Math.max(0, this.#lastUse + REUSE_PAUSE_MS - this.#clock.monotonic());
    return this.#clock.after(wait, () => {
      for (const keycode of this.#lent.values()) {
        this.#connection.send((client) => client.ChangeKeyboardMapping(keycode, 1, [KEYSYM.none]));
      }
      this.#lent.clear();
      done();
    });
  }

  /** The user may have loaded another layout: what no longer carries our keysym is not ours. */
  #forgetTakenOver(map: KeyboardMap): void {
    for (const [keysym, keycode] of this.#lent) {
      if (rowOf(map, keycode)[0] !== keysym) this.#lent.delete(keysym);
    }
  }

  #touch(keysym: number): void {
    const keycode = this.#lent.get(keysym);
    if (keycode === undefined) return;
    this.#lent.delete(keysym);
    this.#lent.set(keysym, keycode);
  }

  #takeOldest(wanted: ReadonlySet<number>): number | undefined {
    for (const [keysym, keycode] of this.#lent) {
      if (wanted.has(keysym)) continue;
      this.#lent.delete(keysym);
      return keycode;
    }
    return undefined;
  }

  #pause(): Promise<void> {
    const wait = this.#lastUse + REUSE_PAUSE_MS - this.#clock.monotonic();
    if (wait <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#clock.after(wait, resolve);
    });
  }
}

function isLent(entry: readonly [number, number | undefined]): entry is readonly [number, number] {
  return entry[1] !== undefined;
}
