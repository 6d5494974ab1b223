import type { LockKey } from '@alongside/agent-core';
import type { KeyboardState } from 'x11';
import { type KeyboardMap, keycodeWith, modifierMaskOf } from './keyboard-map.ts';
import { KEYSYM } from './keysyms.ts';
import type { X11Connection } from './x11-connection.ts';

/** XkbUseCoreKbd */
export const CORE_KEYBOARD = 0x0100;

const LOCK_KEYSYM: Readonly<Record<LockKey, number>> = {
  CapsLock: KEYSYM.capsLock,
  NumLock: KEYSYM.numLock,
  ScrollLock: KEYSYM.scrollLock,
};

export interface LockBinding {
  readonly keycode: number;
  readonly mask: number;
}

/** The key and modifier of a lock; null where the layout has no such lock (usual for Scroll Lock). */
export function lockBinding(map: KeyboardMap, lock: LockKey): LockBinding | null {
  const keycode = keycodeWith(map, LOCK_KEYSYM[lock]);
  const mask = modifierMaskOf(map, LOCK_KEYSYM[lock]);
  return keycode === undefined || mask === 0 ? null : { keycode, mask };
}

/** Masks of all locks that the layout has. */
export function lockMasks(map: KeyboardMap): readonly number[] {
  const locks = Object.keys(LOCK_KEYSYM) as LockKey[];
  return [...new Set(locks.flatMap((lock) => lockBinding(map, lock)?.mask ?? []))];
}

export async function readKeyboardState(connection: X11Connection): Promise<KeyboardState> {
  const xkb = await connection.extension('xkb');
  if (xkb) return connection.ask<KeyboardState>((_client, reply) => xkb.GetState(CORE_KEYBOARD, reply));
  // Without XKB the pointer's answer carries the modifiers that are in force; locks cannot be told from held keys.
  const { keyMask } = await connection.ask<{ keyMask: number }>((client, reply) => client.QueryPointer(connection.root, reply));
  return { mods: keyMask & 0xff, lockedMods: keyMask & 0xff, latchedMods: 0, group: 0 };
}

export function readLocks(map: KeyboardMap, state: KeyboardState): Readonly<Record<LockKey, boolean>> {
  const isOn = (lock: LockKey) => (state.lockedMods & (lockBinding(map, lock)?.mask ?? 0)) !== 0;
  return { CapsLock: isOn('CapsLock'), NumLock: isOn('NumLock'), ScrollLock: isOn('ScrollLock') };
}
