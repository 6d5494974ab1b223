/**
 * What a key on the technician's keyboard means for the remote one. Keys go by their place (`code`); what no single key
 * gives (AltGr, dead keys, IME, virtual keyboards) goes as text. Pure: `next(state, press)`.
 */
import type { InputEvent } from '@alongside/protocol';

/** The part of KeyboardEvent that matters. */
export interface KeyPress {
  readonly type: 'keydown' | 'keyup';
  readonly code: string;
  readonly key: string;
  readonly repeat: boolean;
  readonly isComposing: boolean;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly metaKey: boolean;
  /** getModifierState of each. */
  readonly altGraph: boolean;
  readonly capsLock: boolean;
  readonly numLock: boolean;
  readonly scrollLock: boolean;
}

export type Platform = 'mac' | 'windows' | 'other';

export interface KeyboardState {
  readonly platform: Platform;
  /** Codes that are down at the other side. */
  readonly held: readonly string[];
  /** Codes whose press became text (or nothing), so that their release is nothing either. */
  readonly swallowed: readonly string[];
  /** Locks as last sent; absent: never sent. */
  readonly locks: Partial<Record<Lock, boolean>>;
  /** A dead key waits for its letter, which comes as a plain key where no composition tells of it (Windows). */
  readonly dead: boolean;
}

export type Lock = 'CapsLock' | 'NumLock' | 'ScrollLock';

export interface KeyboardStep {
  readonly state: KeyboardState;
  readonly events: readonly InputEvent[];
  /** `leave`: the shown chord. `compose`: the browser must go on (dead key, IME). `taken`: keep it from the browser. */
  readonly outcome: 'taken' | 'compose' | 'leave';
}

/** Free in browsers and in the common desktops; shown wherever the picture takes the keys. */
export const LEAVE_CHORD = { code: 'KeyX', label: 'Ctrl+Alt+Shift+X' } as const;

const LOCKS: readonly Lock[] = ['CapsLock', 'NumLock', 'ScrollLock'];
const META = ['MetaLeft', 'MetaRight'];
/** The wire's form for a code (session.ts keyCode). */
const CODE = /^[A-Za-z0-9]{1,24}$/u;

export function initialKeyboard(platform: Platform): KeyboardState {
  return { platform, held: [], swallowed: [], locks: {}, dead: false };
}

export function nextKey(state: KeyboardState, press: KeyPress): KeyboardStep {
  return press.type === 'keydown' ? handleDown(state, press) : handleUp(state, press);
}

/** Everything is let go of: blur, hidden page, leaving the picture. */
export function releaseKeys(state: KeyboardState): KeyboardState {
  return { ...state, held: [], swallowed: [], locks: {}, dead: false };
}

function handleDown(state: KeyboardState, press: KeyPress): KeyboardStep {
  if (press.code === LEAVE_CHORD.code && press.ctrlKey && press.altKey && press.shiftKey) {
    return { state, events: [], outcome: 'leave' };
  }
  if (isLock(press.code)) return { state: swallow(state, press.code), events: [], outcome: 'taken' };
  if (press.isComposing || press.key === 'Dead' || press.key === 'Process') {
    const dead = press.repeat ? state.dead : press.key === 'Dead' && !press.isComposing && !state.dead;
    return { state: swallow({ ...state, dead }, press.code), events: [], outcome: 'compose' };
  }
  if (state.dead && !isModifier(press.code) && press.key !== 'AltGraph') {
    const after = { ...state, dead: false };
    // What the two give comes as text: the letter, or both one after the other.
    if ([...press.key].length === 1 && (isPlain(press) || press.altGraph)) {
      return { state: swallow(after, press.code), events: [], outcome: 'compose' };
    }
    return handleDown(after, press);
  }
  // The other side repeats a held key by itself, at its own pace.
  if (press.repeat && (state.held.includes(press.code) || state.swallowed.includes(press.code))) {
    return textOf(state, press) !== undefined && state.swallowed.includes(press.code)
      ? { state, events: typed(press.key), outcome: 'taken' }
      : { state, events: [], outcome: 'taken' };
  }
  if (press.key === 'AltGraph') {
    // Windows sends ControlLeft before AltGr; that Control is none.
    const held = state.held.filter((code) => code !== 'ControlLeft');
    const release: InputEvent[] = held.length < state.held.length ? [{ type: 'key', code: 'ControlLeft', down: false }] : [];
    return { state: swallow({ ...state, held }, press.code, 'ControlLeft'), events: release, outcome: 'taken' };
  }
  const text = textOf(state, press);
  if (text !== undefined) {
    // Modifiers that made the character must not act on it again at the other side.
    const making = state.platform === 'mac' ? ['AltLeft', 'AltRight'] : ['AltRight'];
    const release = state.held.filter((code) => making.includes(code));
    return {
      state: swallow({ ...state, held: state.held.filter((code) => !making.includes(code)) }, press.code, ...release),
      events: [...release.map((code): InputEvent => ({ type: 'key', code, down: false })), ...typed(text)],
      outcome: 'taken',
    };
  }
  if (!CODE.test(press.code) || press.code === 'Unidentified') return { state, events: [], outcome: 'taken' };
  const locks = lockEvents(state, press);
  return {
    state: { ...state, held: [...state.held, press.code], locks: { ...state.locks, ...locks.seen } },
    events: [...locks.events, { type: 'key', code: press.code, down: true }],
    outcome: 'taken',
  };
}

function handleUp(state: KeyboardState, press: KeyPress): KeyboardStep {
  if (isLock(press.code)) {
    const on = lockState(press, press.code);
    const events: InputEvent[] = state.locks[press.code] === on ? [] : [{ type: 'lock', lock: press.code, on }];
    const swallowed = without(state.swallowed, press.code);
    return { state: { ...state, swallowed, locks: { ...state.locks, [press.code]: on } }, events, outcome: 'taken' };
  }
  if (state.swallowed.includes(press.code) && !state.held.includes(press.code)) {
    return { state: { ...state, swallowed: without(state.swallowed, press.code) }, events: [], outcome: 'taken' };
  }
  if (!state.held.includes(press.code)) return { state, events: [], outcome: 'taken' };
  // macOS tells no key-up of keys that were pressed while Command is held: they go up with it.
  const stuck = state.platform === 'mac' && META.includes(press.code) ? state.held.filter((code) => !isModifier(code)) : [];
  const up = [...stuck, press.code];
  return {
    state: { ...state, held: state.held.filter((code) => !up.includes(code)) },
    events: up.map((code) => ({ type: 'key', code, down: false })),
    outcome: 'taken',
  };
}

/** The text that this press gives, where its place does not say it. */
function textOf(state: KeyboardState, press: KeyPress): string | undefined {
  if ([...press.key].length !== 1) return undefined;
  if (press.altGraph) return press.key;
  // Option makes characters on macOS unless it is part of a shortcut.
  if (state.platform === 'mac' && press.altKey && !press.ctrlKey && !press.metaKey) return press.key;
  // Virtual keyboards and remapping tools tell a character without a key, or a capital without Shift.
  if (press.code === '' || press.code === 'Unidentified') return press.key;
  if (isPlain(press) && /^Key[A-Z]$/u.test(press.code) && /^[A-Za-z]$/u.test(press.key)) {
    const capital = press.key === press.key.toUpperCase();
    if (capital !== (press.shiftKey !== press.capsLock)) return press.key;
  }
  return undefined;
}

const isPlain = (press: KeyPress) => !press.ctrlKey && !press.altKey && !press.metaKey;
const typed = (text: string): InputEvent[] => [{ type: 'text', text }];

/** Caps Lock matters for letters and Num Lock for the number pad: they are set, before the key, where they differ. */
function lockEvents(state: KeyboardState, press: KeyPress): { events: InputEvent[]; seen: Partial<Record<Lock, boolean>> } {
  const events: InputEvent[] = [];
  const seen: Partial<Record<Lock, boolean>> = {};
  const set = (lock: Lock, on: boolean) => {
    if (state.locks[lock] === on) return;
    seen[lock] = on;
    events.push({ type: 'lock', lock, on });
  };
  if (/^Key[A-Z]$/u.test(press.code)) set('CapsLock', press.capsLock);
  // Macs have no Num Lock: their number pad always gives numbers.
  if (/^Numpad/u.test(press.code)) set('NumLock', state.platform === 'mac' || press.numLock);
  return { events, seen };
}

function lockState(press: KeyPress, lock: Lock): boolean {
  if (lock === 'CapsLock') return press.capsLock;
  return lock === 'NumLock' ? press.numLock : press.scrollLock;
}

const isLock = (code: string): code is Lock => (LOCKS as readonly string[]).includes(code);
const isModifier = (code: string) => /^(Control|Shift|Alt|Meta)(Left|Right)$/u.test(code);
const without = (codes: readonly string[], code: string) => codes.filter((each) => each !== code);

function swallow(state: KeyboardState, ...codes: string[]): KeyboardState {
  return { ...state, swallowed: [...new Set([...state.swallowed, ...codes])] };
}
