import { CORE_KEYBOARD } from './lock-keys.ts';
import type { X11Connection } from './x11-connection.ts';

/** Requests of the X Keyboard Extension, chapter 20 (XkbGetMap, XkbSetMap), in the part that is needed: one key's actions. */
const GET_MAP = 8;
const SET_MAP = 9;
const KEY_ACTIONS = 1 << 4;
const ACTION_BYTES = 8;
const SWITCH_SCREEN = 0x0d;
const GET_REPLY_TAIL = 32;
const SET_REQUEST_BYTES = 36;

/** The actions that the X server itself runs for a key, one a level; empty where the key only makes events. */
export async function readKeyActions(connection: X11Connection, opcode: number, keycode: number): Promise<readonly Buffer[]> {
  const packet = Buffer.alloc(28);
  packet.writeUInt8(opcode, 0);
  packet.writeUInt8(GET_MAP, 1);
  packet.writeUInt16LE(7, 2);
  packet.writeUInt16LE(CORE_KEYBOARD, 4);
  packet.writeUInt16LE(KEY_ACTIONS, 8);
  packet.writeUInt8(keycode, 14);
  packet.writeUInt8(1, 15);
  return connection.askRaw(packet, (body) => {
    const count = body[GET_REPLY_TAIL] ?? 0;
    const start = GET_REPLY_TAIL + 4;
    return Array.from({ length: count }, (_, index) =>
      Buffer.from(body.subarray(start + index * ACTION_BYTES, start + (index + 1) * ACTION_BYTES)),
    );
  });
}

function writeKeyActions(connection: X11Connection, opcode: number, keycode: number, actions: readonly Buffer[]): void {
  const packet = Buffer.alloc(SET_REQUEST_BYTES + 4 + actions.length * ACTION_BYTES);
  packet.writeUInt8(opcode, 0);
  packet.writeUInt8(SET_MAP, 1);
  packet.writeUInt16LE(packet.length / 4, 2);
  packet.writeUInt16LE(CORE_KEYBOARD, 4);
  packet.writeUInt16LE(KEY_ACTIONS, 6);
  packet.writeUInt8(connection.minKeycode, 10);
  packet.writeUInt8(connection.maxKeycode, 11);
  packet.writeUInt8(keycode, 18);
  packet.writeUInt8(1, 19);
  packet.writeUInt16LE(actions.length, 20);
  packet.writeUInt8(actions.length, SET_REQUEST_BYTES);
  for (const [index, action] of actions.entries()) action.copy(packet, SET_REQUEST_BYTES + 4 + index * ACTION_BYTES);
  connection.sendRaw(packet);
}

/**
 * Keeps the X server from switching to another console by this key: Ctrl+Alt+F12 does that in every usual layout, before
 * any grab sees the key. Returns what puts the actions back.
 */
export async function withoutConsoleSwitch(connection: X11Connection, keycode: number): Promise<() => void> {
  const xkb = await connection.extension('xkb');
  const actions = xkb ? await readKeyActions(connection, xkb.majorOpcode, keycode) : [];
  if (!xkb || !actions.some((action) => action[0] === SWITCH_SCREEN)) return () => undefined;
  writeKeyActions(connection, xkb.majorOpcode, keycode, []);
  return () => writeKeyActions(connection, xkb.majorOpcode, keycode, actions);
}
