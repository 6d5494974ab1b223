import { type Clock, type Disposable, toDisposable } from '@alongside/base';
import { type DirectKey, type KeyboardMap, rowOf, spareKeycodes } from './keyboard-map.ts';
import { KEYSYM } from './keysyms.ts';
import type { X11Connection } from './x11-connection.ts';

/**
 * Programs read the keyboard anew after a change of its map, in their own time: a keycode that changes its meaning too soon
 * after a press types the wrong character in them. Nothing tells when all have read it; chosen with room for a loaded machine.
 */
export const REUSE_PAUSE_MS = 500;

/** The keysym without and with Shift. */
type Pair = readonly [number, number];

/**
 * Keycodes that the layout leaves unused, each lent to two characters that the layout does not have. They keep it while the
 * device is open, so that the map changes seldom; the keycode not used for longest is lent on.
 */
export class SpareKeys {
  readonly #connection: X11Connection;
  readonly #clock: Clock;
  /** By keycode, the one used last at the end. */
  readonly #lent = new Map<number, Pair>();
  #lastUse = Number.NEGATIVE_INFINITY;

  constructor(connection: X11Connection, clock: Clock) {
    this.#connection = connection;
    this.#clock = clock;
  }

  /**
   * Lends keys to `wanted`, in this order and as far as there are any: what this very call lends is not taken away by it.
   * Waits where a keycode would change its meaning too soon. Returns keys by keysym.
   */
  async lend(wanted: ReadonlySet<number>, map: KeyboardMap): Promise<ReadonlyMap<number, DirectKey>> {
    this.#forgetTakenOver(map);
    const keys = new Map<number, DirectKey>();
    for (const [keycode, pair] of [...this.#lent]) {
      const used = pair.filter((keysym) => wanted.has(keysym));
      for (const keysym of used) keys.set(keysym, { keycode, shift: keysym !== pair[0] });
      if (used.length > 0) this.#use(keycode, pair);
    }
    const pairs = pairsOf([...wanted].filter((keysym) => !keys.has(keysym)));
    const free = spareKeycodes(map).filter((keycode) => !this.#lent.has(keycode));
    const old = [...this.#lent].filter(([, pair]) => !pair.some((keysym) => wanted.has(keysym))).map(([keycode]) => keycode);
    if (pairs.length > free.length && old.length > 0) await this.#pause();
    for (const [index, keycode] of [...free, ...old].slice(0, pairs.length).entries()) {
      const pair = pairs[index];
      if (!pair) break;
      this.#use(keycode, pair);
      this.#connection.send((client) => client.ChangeKeyboardMapping(keycode, 2, pair));
      for (const keysym of pair) keys.set(keysym, { keycode, shift: keysym !== pair[0] });
    }
    this.#lastUse = this.#clock.monotonic();
    return keys;
  }

  /** The map without what is lent: the layout's own keys. */
  layoutOf(map: KeyboardMap): KeyboardMap {
    return { ...map, rows: map.rows.map((row, index) => (this.#lent.has(map.firstKeycode + index) ? [] : row)) };
  }

  /** Gives every keycode back, once programs have had time to read what was typed; then calls `done`. */
  giveBack(done: () => void): Disposable {
    if (this.#lent.size === 0) {
      done();
      return toDisposable(() => undefined);
    }
    const wait = Math.max(0, this.#lastUse + REUSE_PAUSE_MS - this.#clock.monotonic());
    return this.#clock.after(wait, () => {
      for (const keycode of this.#lent.keys()) {
        this.#connection.send((client) => client.ChangeKeyboardMapping(keycode, 1, [KEYSYM.none]));
      }
      this.#lent.clear();
      done();
    });
  }

  /** The user may have loaded another layout: what no longer carries our keysyms is not ours. */
  #forgetTakenOver(map: KeyboardMap): void {
    for (const [keycode, [plain, shifted]] of this.#lent) {
      const row = rowOf(map, keycode);
      if (row[0] !== plain || row[1] !== shifted) this.#lent.delete(keycode);
    }
  }

  #use(keycode: number, pair: Pair): void {
    this.#lent.delete(keycode);
    this.#lent.set(keycode, pair);
  }

  #pause(): Promise<void> {
    const wait = this.#lastUse + REUSE_PAUSE_MS - this.#clock.monotonic();
    if (wait <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#clock.after(wait, resolve);
    });
  }
}

/** A last one that is left over stands on both levels. */
function pairsOf(keysyms: readonly number[]): readonly Pair[] {
  const pairs: Pair[] = [];
  for (let index = 0; index < keysyms.length; index += 2) {
    const plain = keysyms[index] ?? KEYSYM.none;
    pairs.push([plain, keysyms[index + 1] ?? plain]);
  }
  return pairs;
}
