import type { Display, InputDevice, InputOutcome, LockKey, PointerButton } from '@alongside/agent-core';
import { type Clock, DisposableStore, Emitter, type Event } from '@alongside/base';
import type { Displays } from './displays.ts';
import { type KeyboardMap, readKeyboardMap } from './keyboard-map.ts';
import { keycodeOf } from './keycodes.ts';
import { CORE_KEYBOARD, lockBinding, readKeyboardState, readLocks } from './lock-keys.ts';
import type { OwnWindows, WindowVerdict } from './own-windows.ts';
import { TextTyping } from './text-typing.ts';
import type { UserInput } from './user-input.ts';
import { WheelSteps } from './wheel-steps.ts';
import type { X11Connection } from './x11-connection.ts';
import type { HeldInput, X11Injector } from './x11-injector.ts';

/** X's numbers; 4 to 7 are the wheel. */
const BUTTONS: Readonly<Record<PointerButton, number>> = { left: 1, middle: 2, right: 3, back: 8, forward: 9 };
/** A Stop must not wait for an X server that hangs. */
const RELEASE_LIMIT_MS = 500;
/** How long frozen devices are waited for; a window manager needs some milliseconds for a click. */
const BEHIND_LIMIT_MS = 250;
const BEHIND_STEP_MS = 2;
/** Asked again at once at first: a question takes a fifth of a millisecond, a timer at least one. */
const BEHIND_EAGER_TRIES = 8;

export interface X11InputParts {
  readonly connection: X11Connection;
  readonly injector: X11Injector;
  readonly ownWindows: OwnWindows;
  readonly displays: Displays;
  readonly userInput: UserInput;
  readonly clock: Clock;
  /** Called with what is still held where the connection was lost, since the X server keeps it pressed. */
  readonly releaseElsewhere: (held: HeldInput) => void;
}

/** Mouse and keyboard by XTEST. Owns its connection and all parts. */
export class X11InputDevice implements InputDevice {
  readonly #parts: X11InputParts;
  readonly #typing: TextTyping;
  readonly #wheel = new WheelSteps();
  readonly #store = new DisposableStore();
  readonly #lost = new Emitter<void>();
  /** Acts that wait for an answer; while there are none, an act is sent at once. */
  #pending: Promise<unknown> | undefined;
  /** Raised by each release of all: what was asked for before it must not happen after it. */
  #epoch = 0;
  #disposed = false;

  constructor(parts: X11InputParts, activeWindowAtom: number) {
    this.#parts = parts;
    this.#typing = new TextTyping(parts.connection, parts.injector, parts.clock);
    this.#store.add(
      parts.connection.onLost(() => {
        const held = parts.injector.held;
        if (held.keycodes.length + held.buttons.length > 0) parts.releaseElsewhere(held);
        this.#lost.fire();
      }),
    );
    // The X server repeats a held key by itself, into whatever gets the focus meanwhile.
    this.#store.add(
      parts.connection.onEvent((event) => {
        if (event.name === 'PropertyNotify' && event.atom === activeWindowAtom) void this.#guardHeldKeys();
      }),
    );
  }

  get displays(): readonly Display[] {
    return this.#parts.displays.current;
  }

  get onDisplaysChanged(): Event<readonly Display[]> {
    return this.#parts.displays.onChanged;
  }

  get onUserInput(): Event<void> {
    return this.#parts.userInput.onInput;
  }

  get userComesFirst(): boolean {
    return this.#parts.userInput.canTell;
  }

  /** What is pressed now; for the watchdog, which must know it before the core can die. */
  get onHeldChanged(): Event<HeldInput> {
    return this.#parts.injector.onHeldChanged;
  }

  get held(): HeldInput {
    return this.#parts.injector.held;
  }

  /** The X server or the connection to it went away; every act gives `unavailable` from now on. */
  readonly onLost: Event<void> = this.#lost.event;

  move(x: number, y: number): Promise<InputOutcome> {
    return this.#act(() => {
      if (!Number.isFinite(x) || !Number.isFinite(y)) return 'unavailable';
      const { displays, injector } = this.#parts;
      return outcomeOf(injector.move(...withinDisplays(displays.current, x, y)));
    });
  }

  button(button: PointerButton, down: boolean): Promise<InputOutcome> {
    const number = BUTTONS[button];
    return down ? this.#act((isLive) => this.#press(number, isLive)) : this.#act((isLive) => this.#release(number, isLive));
  }

  wheel(dx: number, dy: number): Promise<InputOutcome> {
    return this.#act((isLive) => {
      const clicks = this.#wheel.add(dx, dy);
      if (clicks.length === 0) return 'done';
      return this.#checked('pointer', isLive, () => {
        for (const button of clicks) this.#parts.injector.tap('button', button);
        return 'done';
      });
    });
  }

  key(code: string, down: boolean): Promise<InputOutcome> {
    const keycode = keycodeOf(code);
    return this.#act((isLive) => {
      if (keycode === undefined) return 'unavailable';
      const { injector } = this.#parts;
      if (!down) return injector.isKeyHeld(keycode) ? outcomeOf(injector.key(keycode, false)) : 'done';
      // A held key is repeated by the X server itself.
      if (injector.isKeyHeld(keycode)) return 'done';
      return this.#checked('focus', isLive, () => outcomeOf(injector.key(keycode, true)));
    });
  }

  type(text: string): Promise<InputOutcome> {
    return this.#act((isLive) => this.#typing.type(text, isLive, (act) => this.#checked('focus', isLive, act)));
  }

  async locks(): Promise<Readonly<Record<LockKey, boolean>>> {
    const [map, state] = await Promise.all([readKeyboardMap(this.#parts.connection), readKeyboardState(this.#parts.connection)]);
    return readLocks(map, state);
  }

  setLock(lock: LockKey, on: boolean): Promise<InputOutcome> {
    return this.#act((isLive) => this.#setLock(lock, on, isLive));
  }

  async releaseAll(): Promise<void> {
    this.#epoch += 1;
    this.#wheel.reset();
    this.#parts.injector.releaseAll();
    let limit = { dispose: (): void => undefined };
    const late = new Promise<void>((resolve) => {
      limit = this.#parts.clock.after(RELEASE_LIMIT_MS, resolve);
    });
    // Lost means that the X server is gone or was told anew by `releaseElsewhere`.
    await Promise.race([this.#parts.connection.settled().catch(() => undefined), late]);
    limit.dispose();
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#epoch += 1;
    this.#parts.injector.dispose();
    this.#parts.displays.dispose();
    this.#parts.userInput.dispose();
    this.#store.dispose();
    this.#lost.dispose();
    this.#typing.giveBack(() => this.#parts.connection.dispose());
  }

  async #press(button: number, isLive: () => boolean): Promise<InputOutcome> {
    const { injector } = this.#parts;
    if (injector.isButtonHeld(button)) return 'done';
    return this.#checked('pointer', isLive, () => outcomeOf(injector.button(button, true)));
  }

  /** Never refused; but nothing is dropped on an own window: a dragged button is let go where it was pressed instead. */
  async #release(button: number, isLive: () => boolean): Promise<InputOutcome> {
    const { injector } = this.#parts;
    if (!injector.isButtonHeld(button)) return 'done';
    const isDrop = injector.isDragged(button) && (await this.#verdict('pointer', isLive)) !== 'foreign';
    if (!isLive()) return 'done'; // released by `releaseAll` meanwhile
    return outcomeOf(isDrop ? injector.releaseAtOrigin(button) : injector.button(button, false));
  }

  async #setLock(lock: LockKey, on: boolean, isLive: () => boolean): Promise<InputOutcome> {
    const { connection, injector } = this.#parts;
    const map: KeyboardMap = await readKeyboardMap(connection);
    const binding = lockBinding(map, lock);
    if (!binding) return 'unavailable';
    const isSet = async () => readLocks(map, await readKeyboardState(connection))[lock] === on;
    if (await isSet()) return 'done';
    const pressed = await this.#checked('focus', isLive, () => outcomeOf(injector.tap('key', binding.keycode)));
    if (pressed !== 'done' || (await isSet())) return pressed;
    // The key means something else on the level in force (Caps Lock as Control, say).
    const xkb = await connection.extension('xkb');
    if (!xkb || !isLive()) return 'unavailable';
    connection.send(() => xkb.LatchLockState(CORE_KEYBOARD, binding.mask, on ? binding.mask : 0, false, 0, 0, 0, false, 0));
    return (await isSet()) ? 'done' : 'unavailable';
  }

  /** Runs `press` only where the window that would get it is known and not the agent's own. */
  async #checked(target: 'pointer' | 'focus', isLive: () => boolean, press: () => InputOutcome): Promise<InputOutcome> {
    const verdict = await this.#verdict(target, isLive);
    if (!this.#parts.connection.isOpen || !isLive()) return 'unavailable';
    return verdict === 'foreign' ? press() : 'own-window';
  }

  async #verdict(target: 'pointer' | 'focus', isLive: () => boolean): Promise<WindowVerdict> {
    const { ownWindows, injector, clock } = this.#parts;
    const limit = clock.monotonic() + BEHIND_LIMIT_MS;
    for (let tries = 1; ; tries += 1) {
      const verdict = await (target === 'pointer'
        ? ownWindows.underPointer(injector.settled)
        : ownWindows.focused(injector.settled));
      if (verdict !== 'behind' || !isLive() || clock.monotonic() > limit) return verdict;
      if (tries < BEHIND_EAGER_TRIES) continue;
      await new Promise<void>((resolve) => {
        clock.after(BEHIND_STEP_MS, resolve);
      });
    }
  }

  async #guardHeldKeys(): Promise<void> {
    if (this.#parts.injector.held.keycodes.length === 0) return;
    if ((await this.#verdict('focus', () => !this.#disposed)) !== 'foreign') this.#parts.injector.releaseKeys();
  }

  /** Keeps the order of the calls. An act that needs no answer is sent within the call itself while none waits. */
  #act(act: (isLive: () => boolean) => InputOutcome | Promise<InputOutcome>): Promise<InputOutcome> {
    const epoch = this.#epoch;
    const isLive = () => !this.#disposed && epoch === this.#epoch;
    const run = async (): Promise<InputOutcome> => {
      if (!isLive() || !this.#parts.connection.isOpen) return 'unavailable';
      try {
        return await act(isLive);
      } catch {
        // Every failure down here is the X server's: it refused, or it is gone.
        return 'unavailable';
      }
    };
    const result = this.#pending ? this.#pending.then(run) : run();
    this.#pending = result;
    void result.then(() => {
      if (this.#pending === result) this.#pending = undefined;
    });
    return result;
  }
}

const outcomeOf = (sent: boolean): InputOutcome => (sent ? 'done' : 'unavailable');

/** The X server would do the same, but tell another place than was asked for. */
function withinDisplays(displays: readonly Display[], x: number, y: number): readonly [number, number] {
  const clamp = (value: number, low: number, high: number) => Math.max(low, Math.min(high, Math.round(value)));
  const left = Math.min(...displays.map((display) => display.x));
  const top = Math.min(...displays.map((display) => display.y));
  const right = Math.max(...displays.map((display) => display.x + display.width));
  const bottom = Math.max(...displays.map((display) => display.y + display.height));
  return [clamp(x, left, right - 1), clamp(y, top, bottom - 1)];
}
