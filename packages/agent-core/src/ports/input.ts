import type { Disposable, Event } from '@alongside/base';

/** A display in the coordinates of the machine's own pixels. */
export interface Display {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly scale: number;
  readonly rotation: 0 | 90 | 180 | 270;
  readonly primary: boolean;
  /** Numbers under which a browser captures this very display, where the window system tells them. */
  readonly sources?: readonly number[];
}

export type PointerButton = 'left' | 'middle' | 'right' | 'back' | 'forward';
export type LockKey = 'CapsLock' | 'NumLock' | 'ScrollLock';

/**
 * What an act did. `own-window`: it would have hit the agent or its browser, or the window system could not tell;
 * `unavailable`: this host cannot do it (no such key or character).
 */
export type InputOutcome = 'done' | 'own-window' | 'unavailable';

/**
 * Mouse and keyboard while a grant lives. Acts happen in the order of the calls. Each button, wheel step and key is
 * checked by the window system against the agent's own windows first; an unknown owner means refused.
 */
export interface InputDevice extends Disposable {
  readonly displays: readonly Display[];
  readonly onDisplaysChanged: Event<readonly Display[]>;
  /** The user's own mouse or key, where the host can tell it apart from what is injected; see `userComesFirst`. */
  readonly onUserInput: Event<void>;
  readonly userComesFirst: boolean;
  /** Machine pixels. */
  move(x: number, y: number): Promise<InputOutcome>;
  button(button: PointerButton, down: boolean): Promise<InputOutcome>;
  /** Steps (notches); positive is down and right. */
  wheel(dx: number, dy: number): Promise<InputOutcome>;
  /** A physical key by KeyboardEvent.code. Its release is never refused. */
  key(code: string, down: boolean): Promise<InputOutcome>;
  type(text: string): Promise<InputOutcome>;
  locks(): Promise<Readonly<Record<LockKey, boolean>>>;
  setLock(lock: LockKey, on: boolean): Promise<InputOutcome>;
  /** Releases every key and button that is held through this device; safe at any time, never refused. */
  releaseAll(): Promise<void>;
}

export interface InputPort {
  /** Why there is no input on this host, or null where there is. */
  readonly unavailable: string | null;
  /** Whether a device will tell the user's own mouse from the technician's; known before the dialog, whose words say it. */
  readonly userComesFirst: boolean;
  /** Opened only under a live `input.control`. Throws `input.unavailable`. */
  open(): Promise<InputDevice>;
}

/** Tells of the screen's changes without looking at pictures (X DAMAGE). Opened only under `screen.view`. */
export interface ScreenActivityPort {
  watch(listener: () => void): Promise<Disposable>;
}

/** The key that stops all, grabbed from the window system so that no program's focus matters. */
export interface StopKeyPort {
  /** Returns the key's name as shown on the bar, or null where it could not be had. */
  grab(pressed: () => void): Promise<{ readonly name: string; readonly handle: Disposable } | null>;
}

/** The agent's own windows. */
export interface DesktopPort {
  /** Keeps the agent's bar above others, and notices when one of its windows is closed. */
  keepBarAbove(): Promise<void>;
  /** Gives the focus back to the window that had it before the browser's sharing bar took it. */
  rememberFocus(): Promise<void>;
  restoreFocus(): Promise<void>;
  /** Brings the agent's window to the front without taking the focus; plays the soft sound. */
  attention(): Promise<void>;
}
