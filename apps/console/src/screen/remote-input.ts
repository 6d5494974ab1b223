import type { Disposable } from '@alongside/base';
import type { InputEvent } from '@alongside/protocol';
import { initialKeyboard, type KeyboardState, type KeyPress, nextKey, type Platform, releaseKeys } from './keyboard.ts';
import { type Box, type Fraction, isOnPicture, type Size, toFraction } from './picture-box.ts';
import { NO_REST, toWheelSteps, type WheelRest } from './wheel-steps.ts';

export interface RemoteInputOptions {
  /** What takes the pointer: the box around the picture. */
  readonly surface: HTMLElement;
  /** What takes the keys, text and IME: a field without looks. */
  readonly field: HTMLTextAreaElement;
  /** Where the picture is now and how large its frames are; undefined while there is none. */
  readonly picture: () => { readonly box: Box; readonly frame: Size } | undefined;
  /** Asked for each event: whether the mouse and keyboard are allowed and not frozen. */
  readonly allowed: () => boolean;
  readonly send: (events: readonly InputEvent[]) => void;
  /** The shown chord was pressed. */
  readonly leave: () => void;
  /** Where the pointer is, for the ring; undefined: not on the picture. */
  readonly pointerAt: (point: { x: number; y: number } | undefined) => void;
}

/** Turns this page's pointer and keys into input for the other machine. Nothing of a key stays here but the chord. */
export class RemoteInput implements Disposable {
  readonly #options: RemoteInputOptions;
  readonly #ends = new AbortController();
  #keyboard: KeyboardState = initialKeyboard(platformOf(navigator.platform));
  #wheel: WheelRest = NO_REST;
  readonly #buttons = new Set<number>();

  constructor(options: RemoteInputOptions) {
    this.#options = options;
    const { surface, field } = options;
    const signal = this.#ends.signal;
    surface.addEventListener('pointermove', (event) => this.#handleMove(event), { signal });
    surface.addEventListener('pointerdown', (event) => this.#handleDown(event), { signal });
    surface.addEventListener('pointerup', (event) => this.#handleUp(event), { signal });
    surface.addEventListener('pointercancel', () => this.release(), { signal });
    surface.addEventListener('pointerleave', () => options.pointerAt(undefined), { signal });
    surface.addEventListener('contextmenu', (event) => event.preventDefault(), { signal });
    // Middle and side buttons would scroll or go back.
    surface.addEventListener('auxclick', (event) => event.preventDefault(), { signal });
    surface.addEventListener('wheel', (event) => this.#handleWheel(event), { signal, passive: false });
    field.addEventListener('keydown', (event) => this.#handleKey(event), { signal });
    field.addEventListener('keyup', (event) => this.#handleKey(event), { signal });
    field.addEventListener('input', (event) => this.#handleText(event), { signal });
    field.addEventListener('compositionend', (event) => this.#type(event.data), { signal });
    field.addEventListener('paste', (event) => event.preventDefault(), { signal });
    field.addEventListener('blur', () => this.release(), { signal });
    window.addEventListener('blur', () => this.release(), { signal });
    document.addEventListener('visibilitychange', () => document.hidden && this.release(), { signal });
  }

  /** Lets go of every key and button at the other side. */
  release(): void {
    this.#buttons.clear();
    this.#keyboard = releaseKeys(this.#keyboard);
    // Letting go is always allowed; without a grant it is dropped on the way.
    this.#options.send([{ type: 'release' }]);
  }

  dispose(): void {
    this.release();
    this.#ends.abort();
  }

  #at(event: { clientX: number; clientY: number }): { readonly fraction: Fraction; readonly inside: boolean } | undefined {
    const picture = this.#options.picture();
    if (picture === undefined) return undefined;
    const point = { x: event.clientX, y: event.clientY };
    const fraction = toFraction(point, picture.box, picture.frame);
    return fraction === undefined ? undefined : { fraction, inside: isOnPicture(point, picture.box) };
  }

  /** Of several buttons only the first's press and the last's release are told as such, the others by moves. */
  #handleMove(event: PointerEvent): void {
    const bit = BIT_OF_BUTTON[event.button];
    if (bit === undefined) return this.#moveTo(event);
    if ((event.buttons & bit) !== 0) this.#handleDown(event);
    else this.#handleUp(event);
  }

  #moveTo(event: PointerEvent): void {
    const at = this.#at(event);
    const shown = at !== undefined && (at.inside || this.#buttons.size > 0);
    // Sent before the ring is drawn. Browsers tell one move a frame at most, and the encoder thins and orders them: waiting
    // here would add a frame of delay.
    if (shown && this.#options.allowed()) this.#options.send([{ type: 'move', ...at.fraction }]);
    this.#options.pointerAt(shown ? { x: event.clientX, y: event.clientY } : undefined);
  }

  #handleDown(event: PointerEvent): void {
    const at = this.#at(event);
    if (at === undefined || !at.inside) return;
    event.preventDefault();
    this.#options.field.focus({ preventScroll: true });
    if (!this.#options.allowed() || event.button < 0 || event.button > 4) return;
    this.#options.surface.setPointerCapture(event.pointerId);
    this.#button(at.fraction, event.button, true);
  }

  #handleUp(event: PointerEvent): void {
    const at = this.#at(event);
    if (at === undefined || !this.#buttons.has(event.button)) return;
    event.preventDefault();
    this.#button(at.fraction, event.button, false);
  }

  #button(at: Fraction, button: number, down: boolean): void {
    if (down) this.#buttons.add(button);
    else this.#buttons.delete(button);
    this.#options.send([{ type: 'button', ...at, button, down }]);
  }

  #handleWheel(event: WheelEvent): void {
    const at = this.#at(event);
    if (at === undefined || !at.inside || !this.#options.allowed()) return;
    event.preventDefault();
    const { deltaX, deltaY, deltaMode, shiftKey } = event;
    const { dx, dy, rest } = toWheelSteps(this.#wheel, {
      deltaX,
      deltaY,
      deltaMode,
      shiftKey,
      devicePixelRatio: window.devicePixelRatio,
    });
    this.#wheel = rest;
    if (dx === 0 && dy === 0) return;
    this.#options.send([{ type: 'wheel', ...at.fraction, dx, dy }]);
  }

  #handleKey(event: KeyboardEvent): void {
    const step = nextKey(this.#keyboard, pressOf(event));
    if (step.outcome === 'leave') {
      event.preventDefault();
      event.stopPropagation();
      this.release();
      return this.#options.leave();
    }
    if (step.outcome === 'taken') event.preventDefault();
    event.stopPropagation();
    this.#keyboard = step.state;
    if (step.events.length === 0 || !this.#options.allowed()) return;
    this.#options.send(step.events);
  }

  /** Text that came without a key: an emoji picker, a virtual keyboard, dictation. */
  #handleText(event: Event): void {
    if (!(event instanceof InputEvent_) || event.isComposing) return;
    if (event.inputType === 'insertCompositionText' || event.inputType === 'insertFromComposition') return;
    this.#type(this.#options.field.value);
  }

  #type(text: string): void {
    this.#options.field.value = '';
    if (text !== '' && this.#options.allowed()) this.#options.send([{ type: 'text', text: text.slice(0, 2000) }]);
  }
}

/** `PointerEvent.buttons`, by `button`. */
const BIT_OF_BUTTON = [1, 4, 2, 8, 16];

/** The DOM's class of that name; ours is a message. */
const InputEvent_ = globalThis.InputEvent;

function pressOf(event: KeyboardEvent): KeyPress {
  return {
    type: event.type === 'keyup' ? 'keyup' : 'keydown',
    code: event.code,
    key: event.key,
    repeat: event.repeat,
    isComposing: event.isComposing,
    ctrlKey: event.ctrlKey,
    altKey: event.altKey,
    shiftKey: event.shiftKey,
    metaKey: event.metaKey,
    altGraph: event.getModifierState('AltGraph'),
    capsLock: event.getModifierState('CapsLock'),
    numLock: event.getModifierState('NumLock'),
    scrollLock: event.getModifierState('ScrollLock'),
  };
}

export function platformOf(platform: string): Platform {
  if (/^mac/iu.test(platform)) return 'mac';
  return /^win/iu.test(platform) ? 'windows' : 'other';
}
