import type { X11Connection } from './x11-connection.ts';

/** Modifier masks as the X server counts them (X protocol, KEYBUTMASK). */
export const MODIFIER = { shift: 1, lock: 2, control: 4, mod1: 8 } as const;

/** What the X server's keys mean now: keysyms a keycode, and which keycodes are modifiers. */
export interface KeyboardMap {
  /** Rows of keysyms, the first for `firstKeycode`. */
  readonly rows: readonly (readonly number[])[];
  readonly firstKeycode: number;
  /** Eight rows of keycodes: Shift, Lock, Control, Mod1 to Mod5. */
  readonly modifiers: readonly (readonly number[])[];
}

export async function readKeyboardMap(connection: X11Connection): Promise<KeyboardMap> {
  const first = connection.minKeycode;
  const [rows, modifiers] = await Promise.all([
    connection.ask<KeyboardMap['rows']>((client, reply) =>
      client.GetKeyboardMapping(first, connection.maxKeycode - first + 1, reply),
    ),
    connection.ask<KeyboardMap['modifiers']>((client, reply) => client.GetModifierMapping(reply)),
  ]);
  return { rows, firstKeycode: first, modifiers };
}

/** The first keycode that carries a keysym on any level. */
export function keycodeWith(map: KeyboardMap, keysym: number): number | undefined {
  const index = map.rows.findIndex((row) => row.includes(keysym));
  return index < 0 ? undefined : map.firstKeycode + index;
}

export function rowOf(map: KeyboardMap, keycode: number): readonly number[] {
  return map.rows[keycode - map.firstKeycode] ?? [];
}

/** The modifier's mask that a keysym's key sets, or 0 where it sets none. */
export function modifierMaskOf(map: KeyboardMap, keysym: number): number {
  const keycode = keycodeWith(map, keysym);
  if (keycode === undefined) return 0;
  const index = map.modifiers.findIndex((keycodes) => keycodes.includes(keycode));
  return index < 0 ? 0 : 1 << index;
}

/** Keycodes that mean nothing and modify nothing. The very first one is left alone: toolkits use it for "no key". */
export function spareKeycodes(map: KeyboardMap): readonly number[] {
  const modifying = new Set(map.modifiers.flat());
  return map.rows.flatMap((row, index) => {
    const keycode = map.firstKeycode + index;
    return index > 0 && row.every((keysym) => keysym === 0) && !modifying.has(keycode) ? [keycode] : [];
  });
}

export interface DirectKey {
  readonly keycode: number;
  readonly shift: boolean;
}

/** Columns of a core keyboard row for the first two groups, each with its plain and its shifted level (X protocol, Keyboards). */
const COLUMNS_OF_GROUP = 2;

/** The key that gives a keysym in the group in force, plain or with Shift; other levels and groups are left to spare keys. */
export function directKey(map: KeyboardMap, group: number, keysym: number): DirectKey | undefined {
  if (group > 1) return undefined;
  const plain = group * COLUMNS_OF_GROUP;
  for (const column of [plain, plain + 1]) {
    const index = map.rows.findIndex((row) => row[column] === keysym);
    if (index >= 0) return { keycode: map.firstKeycode + index, shift: column !== plain };
  }
  return undefined;
}

/** Whether a key is down in what QueryKeymap tells. */
export function isKeyDown(keymap: Buffer, keycode: number): boolean {
  return ((keymap[keycode >> 3] ?? 0) & (1 << (keycode & 7))) !== 0;
}
