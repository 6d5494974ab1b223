import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { systemClock } from '@alongside/base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readKeyActions } from './key-actions.ts';
import { missingPrograms, TestXServer, until } from './testing/x-server.ts';
import { X11Connection } from './x11-connection.ts';
import { X11InputPort } from './x11-input-port.ts';
import { combinations, X11StopKey } from './x11-stop-key.ts';

it('makes every combination of modifiers', () => {
  expect([...combinations([2, 16])].sort((a, b) => a - b)).toEqual([0, 2, 16, 18]);
  expect(combinations([])).toEqual([0]);
});

describe.skipIf(missingPrograms('Xvfb', 'openbox', 'xdotool', 'xterm'))('the stop key', () => {
  let server: TestXServer;
  let typed: string;
  const stopKey = () => new X11StopKey(() => X11Connection.open({ env: server.env }), systemClock());
  const open = () =>
    new X11InputPort({
      connect: () => X11Connection.open({ env: server.env }),
      ownProcesses: () => new Set([1_000_000_000]),
      clock: systemClock(),
      userComesFirst: false,
    }).open();

  beforeAll(async () => {
    server = await TestXServer.start();
    await server.startWindowManager();
    typed = join(server.folder, 'typed');
    server.spawn('xterm', ['-T', 'other', '-e', `cat > ${typed}`]);
    await server.focus(await server.window('other'));
  });

  afterAll(async () => {
    await server?.stop();
  });

  const grab = async () => {
    let count = 0;
    const grabbed = await stopKey().grab(() => {
      count += 1;
    });
    if (!grabbed) throw new Error('not grabbed');
    const pressedAgain = async (press: () => Promise<unknown>) => {
      const before = count;
      await press();
      await until(() => count > before);
      return count - before;
    };
    return { ...grabbed, pressedAgain };
  };

  it('works while another program has the focus, which does not get the key', async () => {
    const { name, handle, pressedAgain } = await grab();
    expect(name).toBe('Ctrl+Alt+F12');
    expect(await pressedAgain(() => server.run('xdotool', 'key', 'ctrl+alt+F12'))).toBe(1);
    await server.run('xdotool', 'type', 'end\n');
    expect(await until(async () => (await readFile(typed, 'utf8')) || undefined)).toBe('end\n');
    handle.dispose();
  });

  it('works with lock keys on, with keys held by injection, and while the window manager holds the keyboard', async () => {
    const { handle, pressedAgain } = await grab();
    const device = await open();
    const press = () => server.run('xdotool', 'key', 'ctrl+alt+F12');
    await device.setLock('NumLock', true);
    await device.setLock('CapsLock', true);
    await pressedAgain(press);
    await device.setLock('NumLock', false);
    await device.setLock('CapsLock', false);
    for (const held of [['KeyA'], ['ShiftLeft'], ['MetaLeft'], ['AltLeft', 'Tab']]) {
      // A pause that tells two presses from two reports of one.
      await new Promise((resolve) => setTimeout(resolve, 250));
      for (const code of held) expect(await device.key(code, true)).toBe('done');
      await pressedAgain(press);
      await device.releaseAll();
    }
    device.dispose();
    handle.dispose();
  });

  it('is not to be had twice, and again after it was given back', async () => {
    const first = await stopKey().grab(() => undefined);
    expect(first).not.toBeNull();
    expect(await stopKey().grab(() => undefined)).toBeNull();
    first?.handle.dispose();
    const again = await until(async () => (await stopKey().grab(() => undefined)) ?? undefined);
    again.handle.dispose();
  });

  it('leaves the keyboard as it was, with the console switch that it took off', async () => {
    const observer = await X11Connection.open({ env: server.env });
    const xkb = await observer.extension('xkb');
    const actions = async () =>
      (await readKeyActions(observer, xkb?.majorOpcode ?? 0, 96)).map((action) => action.toString('hex'));
    const before = await actions();
    expect(before.at(-1)?.slice(0, 2)).toBe('0d');
    const { handle } = await grab();
    expect(await actions()).toEqual([]);
    handle.dispose();
    expect(await until(async () => (await actions()).length > 0 && actions())).toEqual(before);
    observer.dispose();
  });

  it('is null without an X server', async () => {
    const nowhere = new X11StopKey(() => X11Connection.open({ env: {} }), systemClock());
    expect(await nowhere.grab(() => undefined)).toBeNull();
  });
});
