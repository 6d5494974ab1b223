import { type Disposable, Emitter, type Event } from '@alongside/base';
import type { XTest } from 'x11';
import { isKeyDown } from './keyboard-map.ts';
import type { Settled } from './own-windows.ts';
import type { X11Connection } from './x11-connection.ts';

/** What is pressed now, in the X server's own numbers, as `release-held` takes it. */
export interface HeldInput {
  readonly keycodes: readonly number[];
  readonly buttons: readonly number[];
}

/** X protocol event codes, which XTestFakeInput takes as types. */
export const FAKE = { keyPress: 2, keyRelease: 3, buttonPress: 4, buttonRelease: 5, motion: 6 } as const;

interface Point {
  readonly x: number;
  readonly y: number;
}

/** XTEST, and what is held through it. Nothing here asks or waits: each call is one packet on its way. */
export class X11Injector implements Disposable {
  readonly #connection: X11Connection;
  readonly #xtest: XTest;
  readonly #keys = new Set<number>();
  /** Button to where it was pressed. */
  readonly #buttons = new Map<number, Point | undefined>();
  readonly #heldChanged = new Emitter<HeldInput>();
  /** Let go, and not yet seen up in the X server. */
  readonly #releasedKeys = new Set<number>();
  readonly #releasedButtons = new Set<number>();
  #pointer: Point | undefined;

  constructor(connection: X11Connection, xtest: XTest) {
    this.#connection = connection;
    this.#xtest = xtest;
  }

  readonly onHeldChanged: Event<HeldInput> = this.#heldChanged.event;

  get held(): HeldInput {
    return { keycodes: [...this.#keys], buttons: [...this.#buttons.keys()] };
  }

  isKeyHeld(keycode: number): boolean {
    return this.#keys.has(keycode);
  }

  isButtonHeld(button: number): boolean {
    return this.#buttons.has(button);
  }

  /** Whether the pointer was moved through this since the button went down. */
  isDragged(button: number): boolean {
    const from = this.#buttons.get(button);
    return from !== undefined && this.#pointer !== undefined && (from.x !== this.#pointer.x || from.y !== this.#pointer.y);
  }

  move(x: number, y: number): boolean {
    this.#pointer = { x, y };
    return this.#fake(FAKE.motion, 0, x, y);
  }

  key(keycode: number, down: boolean): boolean {
    // Held before it is sent: the watchdog rather releases a key too many.
    if (down) this.#keys.add(keycode);
    else this.#keys.delete(keycode);
    if (!down) this.#releasedKeys.add(keycode);
    this.#heldChanged.fire(this.held);
    return this.#fake(down ? FAKE.keyPress : FAKE.keyRelease, keycode);
  }

  button(button: number, down: boolean): boolean {
    if (down) this.#buttons.set(button, this.#pointer);
    else this.#buttons.delete(button);
    if (!down) this.#releasedButtons.add(button);
    this.#heldChanged.fire(this.held);
    return this.#fake(down ? FAKE.buttonPress : FAKE.buttonRelease, button);
  }

  /** A press and its release, which nobody needs to be told of in between. */
  tap(kind: 'key' | 'button', detail: number): boolean {
    const [press, release] = kind === 'key' ? [FAKE.keyPress, FAKE.keyRelease] : [FAKE.buttonPress, FAKE.buttonRelease];
    (kind === 'key' ? this.#releasedKeys : this.#releasedButtons).add(detail);
    this.#fake(press, detail);
    return this.#fake(release, detail);
  }

  /** Whether the X server stands where what was sent should have led it. */
  readonly settled: Settled = {
    pointer: ({ x, y, buttons }) => {
      if (this.#pointer && (this.#pointer.x !== x || this.#pointer.y !== y)) return false;
      const stillDown = [...this.#releasedButtons].some((button) => button <= 5 && (buttons & (1 << (7 + button))) !== 0);
      if (!stillDown) this.#releasedButtons.clear();
      return !stillDown;
    },
    keys: (down) => {
      const stillDown = [...this.#releasedKeys].some((keycode) => !this.#keys.has(keycode) && isKeyDown(down, keycode));
      if (!stillDown) this.#releasedKeys.clear();
      return !stillDown;
    },
  };

  /**
   * Lets a button go where it was pressed, and puts the pointer back: what was dragged is dropped at its own place. Used where
   * the pointer is over a window that must not get it.
   */
  releaseAtOrigin(button: number): boolean {
    const from = this.#buttons.get(button);
    const now = this.#pointer;
    if (from) this.#fake(FAKE.motion, 0, from.x, from.y);
    const sent = this.button(button, false);
    if (from && now) this.#fake(FAKE.motion, 0, now.x, now.y);
    return sent;
  }

  releaseKeys(): void {
    for (const keycode of [...this.#keys]) this.key(keycode, false);
  }

  /** Without any question to the X server, so that it works when nothing answers any more. */
  releaseAll(): void {
    this.releaseKeys();
    for (const button of [...this.#buttons.keys()]) {
      if (this.isDragged(button)) this.releaseAtOrigin(button);
      else this.button(button, false);
    }
  }

  dispose(): void {
    this.releaseAll();
    this.#heldChanged.dispose();
  }

  #fake(type: number, detail: number, x = 0, y = 0): boolean {
    return this.#connection.send(() => this.#xtest.FakeInput(type, detail, 0, this.#connection.root, x, y));
  }
}
