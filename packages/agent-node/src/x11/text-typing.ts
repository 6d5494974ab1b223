import type { InputOutcome } from '@alongside/agent-core';
import type { Clock, Disposable } from '@alongside/base';
import { directKey, type KeyboardMap, MODIFIER, readKeyboardMap } from './keyboard-map.ts';
import { keysymsOf } from './keysyms.ts';
import { CORE_KEYBOARD, readKeyboardState } from './lock-keys.ts';
import { SpareKeys } from './spare-keys.ts';
import type { X11Connection } from './x11-connection.ts';
import type { X11Injector } from './x11-injector.ts';

/** Runs the act where the focused window may get it. */
export type WhereAllowed = (act: () => InputOutcome) => Promise<InputOutcome>;

/** Characters between two looks at who has the focus: a text can take it along (a name and Enter open a program). */
const STRETCH = 32;

/** A keycode to tap, and the Shift key to hold meanwhile. */
interface TypedKey {
  readonly keycode: number;
  readonly shift: number | undefined;
}

/**
 * Types characters whatever the layout is: by the layout's own keys where it has them, else by spare ones. Meanwhile held
 * modifiers are let go and Caps Lock is off.
 */
export class TextTyping {
  readonly #connection: X11Connection;
  readonly #injector: X11Injector;
  readonly #spare: SpareKeys;

  constructor(connection: X11Connection, injector: X11Injector, clock: Clock) {
    this.#connection = connection;
    this.#injector = injector;
    this.#spare = new SpareKeys(connection, clock);
  }

  /** All or nothing as to characters: a text with one that cannot be typed is `unavailable` as a whole. */
  async type(text: string, isLive: () => boolean, whereAllowed: WhereAllowed): Promise<InputOutcome> {
    const keysyms = keysymsOf(text);
    if (!keysyms) return 'unavailable';
    const allowed = await whereAllowed(() => 'done');
    if (allowed !== 'done') return allowed;
    const map = await readKeyboardMap(this.#connection);
    const modifiers = this.#heldModifiers(map);
    for (const keycode of modifiers) this.#injector.key(keycode, false);
    const capsLock = await this.#isCapsLockOn();
    if (capsLock) await this.#setCapsLock(false);
    try {
      return await this.#typeStretches(keysyms, isLive, whereAllowed);
    } finally {
      if (capsLock) await this.#setCapsLock(true);
      if (modifiers.length > 0 && isLive()) await whereAllowed(() => this.#pressAgain(modifiers));
    }
  }

  giveBack(done: () => void): Disposable {
    return this.#spare.giveBack(done);
  }

  async #typeStretches(keysyms: readonly number[], isLive: () => boolean, whereAllowed: WhereAllowed): Promise<InputOutcome> {
    let rest = keysyms;
    while (rest.length > 0) {
      const keys = await this.#keysFor(rest.slice(0, STRETCH));
      if (keys.length === 0 || !isLive()) return 'unavailable';
      const outcome = await whereAllowed(() => this.#press(keys));
      if (outcome !== 'done') return outcome;
      rest = rest.slice(keys.length);
    }
    return 'done';
  }

  /** Keys for as much of the stretch as can be typed without a keycode changing its meaning in between. */
  async #keysFor(stretch: readonly number[]): Promise<readonly TypedKey[]> {
    const [map, state] = await Promise.all([readKeyboardMap(this.#connection), readKeyboardState(this.#connection)]);
    const shift = map.modifiers[0]?.find((keycode) => keycode !== 0);
    const layout = this.#spare.layoutOf(map);
    const missing = stretch.filter((keysym) => !directKey(layout, state.group, keysym));
    const spare = await this.#spare.lend(new Set(missing), map);
    const keys: TypedKey[] = [];
    for (const keysym of stretch) {
      const key = directKey(layout, state.group, keysym) ?? spare.get(keysym);
      if (!key || (key.shift && shift === undefined)) break;
      keys.push({ keycode: key.keycode, shift: key.shift ? shift : undefined });
    }
    return keys;
  }

  #press(keys: readonly TypedKey[]): InputOutcome {
    for (const { keycode, shift } of keys) {
      if (shift !== undefined) this.#injector.key(shift, true);
      this.#injector.tap('key', keycode);
      if (shift !== undefined) this.#injector.key(shift, false);
    }
    return 'done';
  }

  #heldModifiers(map: KeyboardMap): readonly number[] {
    const modifying = new Set(map.modifiers.flat());
    return this.#injector.held.keycodes.filter((keycode) => modifying.has(keycode));
  }

  #pressAgain(keycodes: readonly number[]): InputOutcome {
    for (const keycode of keycodes) this.#injector.key(keycode, true);
    return 'done';
  }

  async #isCapsLockOn(): Promise<boolean> {
    return ((await readKeyboardState(this.#connection)).lockedMods & MODIFIER.lock) !== 0;
  }

  async #setCapsLock(on: boolean): Promise<void> {
    const xkb = await this.#connection.extension('xkb');
    if (!xkb) return;
    this.#connection.send(() =>
      xkb.LatchLockState(CORE_KEYBOARD, MODIFIER.lock, on ? MODIFIER.lock : 0, false, 0, 0, 0, false, 0),
    );
  }
}
