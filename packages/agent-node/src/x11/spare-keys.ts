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
 * Keycodes that the layout leaves unused, lent to characters. A character keeps its keycode while the device is open, so that
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
   * Keycodes for the start of `keysyms`: as many as there is room for without changing one that this very stretch uses.
   * Waits where a keycode would change its meaning too soon. Empty where the layout has no spare keycode at all.
   */
  async lend(keysyms: readonly number[], map: KeyboardMap): Promise<readonly number[]> {
    this.#forgetTakenOver(map);
    const free = spareKeycodes(map).filter((keycode) => ![...this.#lent.values()].includes(keycode));
    const stretch = this.#fittingStretch(keysyms, free.length + this.#lent.size);
    const missing = [...new Set(stretch)].filter((keysym) => !this.#lent.has(keysym));
    for (const keysym of stretch) this.#touch(keysym);
    const taken = missing.slice(free.length).flatMap(() => this.#takeOldest(stretch) ?? []);
    if (taken.length > 0) await this.#pause();
    const keycodes = [...free, ...taken];
    missing.forEach((keysym, index) => {
      const keycode = keycodes[index];
      if (keycode === undefined) return;
      this.#lent.set(keysym, keycode);
      this.#connection.send((client) => client.ChangeKeyboardMapping(keycode, 2, [keysym, keysym]));
    });
    this.#lastUse = this.#clock.monotonic();
    return stretch.flatMap((keysym) => this.#lent.get(keysym) ?? []);
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

  #fittingStretch(keysyms: readonly number[], room: number): readonly number[] {
    const distinct = new Set<number>();
    const end = keysyms.findIndex((keysym) => distinct.add(keysym).size > room);
    return end < 0 ? keysyms : keysyms.slice(0, end);
  }

  #touch(keysym: number): void {
    const keycode = this.#lent.get(keysym);
    if (keycode === undefined) return;
    this.#lent.delete(keysym);
    this.#lent.set(keysym, keycode);
  }

  #takeOldest(stretch: readonly number[]): number | undefined {
    for (const [keysym, keycode] of this.#lent) {
      if (stretch.includes(keysym)) continue;
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
