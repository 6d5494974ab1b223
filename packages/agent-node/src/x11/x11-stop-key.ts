import type { StopKeyPort } from '@alongside/agent-core';
import { type Clock, type Disposable, DisposableStore } from '@alongside/base';
import { withoutConsoleSwitch } from './key-actions.ts';
import { isKeyDown, type KeyboardMap, keycodeWith, MODIFIER, modifierMaskOf, readKeyboardMap } from './keyboard-map.ts';
import { keycodeOf } from './keycodes.ts';
import { KEYSYM } from './keysyms.ts';
import { lockMasks } from './lock-keys.ts';
import type { X11Connection } from './x11-connection.ts';

const NAME = 'Ctrl+Alt+F12';
const ASYNC = 1;
/** Shift, Lock, Control, Mod1 to Mod5. */
const ALL_MODIFIERS = Array.from({ length: 8 }, (_, index) => 1 << index);
/** One press is told by the grab and by the raw event. */
const ONE_PRESS_MS = 200;

/** Every sum of some of the masks, 0 included. */
export function combinations(masks: readonly number[]): readonly number[] {
  return masks.reduce<readonly number[]>((sums, mask) => sums.concat(sums.map((sum) => sum | mask)), [0]);
}

/**
 * Ctrl+Alt+F12 for the whole screen, by two ways that do not need each other. The grab (XGrabKey on the root, with every
 * combination of the other modifiers, since the technician's side may hold one) keeps the key from the focused program. The raw
 * event (XInput 2) comes also while a menu or the window manager holds the keyboard. The layout's own action of the chord,
 * which is to switch to console 12, is taken off while the grab lives. A press that was injected stops as well: whoever is allowed to press keys may only end by it.
 */
export class X11StopKey implements StopKeyPort {
  readonly #connect: () => Promise<X11Connection>;
  readonly #clock: Clock;

  constructor(connect: () => Promise<X11Connection>, clock: Clock) {
    this.#connect = connect;
    this.#clock = clock;
  }

  async grab(pressed: () => void): Promise<{ readonly name: string; readonly handle: Disposable } | null> {
    let connection: X11Connection;
    try {
      connection = await this.#connect();
    } catch {
      // No X server: there is no key to be had.
      return null;
    }
    try {
      const map = await readKeyboardMap(connection);
      const keycode = keycodeWith(map, KEYSYM.f12) ?? keycodeOf('F12') ?? 0;
      const chord = MODIFIER.control | (modifierMaskOf(map, KEYSYM.altLeft) || MODIFIER.mod1);
      if (!(await this.#grabAll(connection, map, keycode, chord))) {
        connection.dispose();
        return null;
      }
      const store = new DisposableStore();
      store.add(connection);
      store.defer(await withoutConsoleSwitch(connection, keycode));
      const keysOfChord = map.modifiers.filter((_, index) => (chord & (1 << index)) !== 0);
      store.add(await this.#listen(connection, keycode, keysOfChord, pressed));
      return { name: NAME, handle: store };
    } catch {
      connection.dispose();
      return null;
    }
  }

  /** False where another program has the chord with any state of the lock keys. */
  async #grabAll(connection: X11Connection, map: KeyboardMap, keycode: number, chord: number): Promise<boolean> {
    const locks = lockMasks(map);
    const needed = new Set(combinations(locks));
    const rest = ALL_MODIFIERS.filter((mask) => (mask & chord) === 0);
    const grabs = combinations(rest).map(async (extra) => {
      const granted = await connection
        .ask<void>((client, reply) => client.GrabKey(connection.root, 1, chord | extra, keycode, ASYNC, ASYNC, reply))
        .then(() => true)
        .catch(() => false);
      return granted || !needed.has(extra);
    });
    return (await Promise.all(grabs)).every(Boolean);
  }

  /** `keysOfChord`: for each modifier of the chord the keys that set it. What is down is counted, since an answer may come late. */
  async #listen(
    connection: X11Connection,
    keycode: number,
    keysOfChord: readonly (readonly number[])[],
    pressed: () => void,
  ): Promise<Disposable> {
    let last = Number.NEGATIVE_INFINITY;
    const press = () => {
      const now = this.#clock.monotonic();
      if (now - last < ONE_PRESS_MS) return;
      last = now;
      pressed();
    };
    const down = new Set<number>();
    const isChordDown = () => keysOfChord.every((keycodes) => keycodes.some((code) => down.has(code)));
    const listening = connection.onEvent((event) => {
      const code = event.detail ?? 0;
      if (event.name === 'KeyPress' && event.keycode === keycode) press();
      else if (event.name === 'XIRawKeyRelease') down.delete(code);
      else if (event.name === 'XIRawKeyPress') {
        down.add(code);
        if (code === keycode && isChordDown()) press();
      }
    });
    const xinput = await connection.extension('xinput');
    // Raw events pass other programs' grabs since XInput 2.1.
    if (xinput?.xi2) {
      connection.send(() =>
        xinput.XISelectEvents(connection.root, [{ deviceId: xinput.AllMasterDevices, mask: ['RawKeyPress', 'RawKeyRelease'] }]),
      );
    }
    const keymap = await connection.ask<Buffer>((client, reply) => client.QueryKeymap(reply));
    for (const code of keysOfChord.flat()) if (isKeyDown(keymap, code)) down.add(code);
    return listening;
  }
}
