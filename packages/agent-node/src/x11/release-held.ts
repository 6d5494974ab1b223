import { parseArgs } from 'node:util';
import { X11Connection } from './x11-connection.ts';
import { FAKE, type HeldInput } from './x11-injector.ts';

/** Releases keys and buttons over a connection of its own. Returns whether the X server has done it; never throws. */
export async function releaseHeld(connect: () => Promise<X11Connection>, held: HeldInput): Promise<boolean> {
  let connection: X11Connection;
  try {
    connection = await connect();
  } catch {
    // No X server any more: nothing is held in it either.
    return false;
  }
  try {
    const xtest = await connection.extension('xtest');
    if (!xtest) return false;
    connection.send(() => xtest.GrabControl(true));
    for (const keycode of held.keycodes) {
      connection.send(() => xtest.FakeInput(FAKE.keyRelease, keycode, 0, connection.root, 0, 0));
    }
    for (const button of held.buttons) {
      connection.send(() => xtest.FakeInput(FAKE.buttonRelease, button, 0, connection.root, 0, 0));
    }
    await connection.settled();
    return true;
  } catch {
    // As above: it went away meanwhile.
    return false;
  } finally {
    connection.dispose();
  }
}

/** `--keycodes=38,50 --buttons=1`; numbers that X does not have are left out. */
export function parseHeldArguments(args: readonly string[]): HeldInput {
  const { values } = parseArgs({
    args: [...args],
    options: { keycodes: { type: 'string', default: '' }, buttons: { type: 'string', default: '' } },
  });
  const numbers = (list: string) =>
    list
      .split(',')
      .flatMap((item) => (/^\d{1,3}$/u.test(item) && Number(item) >= 1 && Number(item) <= 255 ? [Number(item)] : []));
  return { keycodes: numbers(values.keycodes), buttons: numbers(values.buttons) };
}

/** What the watchdog passes to `node release-held.ts`. */
export function heldArguments(held: HeldInput): readonly string[] {
  return [`--keycodes=${held.keycodes.join(',')}`, `--buttons=${held.buttons.join(',')}`];
}

// Run by itself (by the watchdog, with DISPLAY and XAUTHORITY in its environment): exit 0 where all is released.
if (import.meta.main) {
  const released = await releaseHeld(() => X11Connection.open({ env: process.env }), parseHeldArguments(process.argv.slice(2)));
  process.exitCode = released ? 0 : 1;
}
