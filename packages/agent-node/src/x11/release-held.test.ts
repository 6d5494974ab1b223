import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { heldArguments, parseHeldArguments, releaseHeld } from './release-held.ts';
import { missingPrograms, startForTest, until } from './testing/x-server.ts';
import { X11Connection } from './x11-connection.ts';

it('passes what is held through arguments, and drops what X has not', () => {
  const held = { keycodes: [37, 255], buttons: [1, 3] };
  expect(parseHeldArguments(heldArguments(held))).toEqual(held);
  expect(parseHeldArguments(['--keycodes=0,256,x,-1,38,', '--buttons='])).toEqual({ keycodes: [38], buttons: [] });
});

describe.skipIf(missingPrograms('Xvfb', 'xev', 'xdotool', 'xset'))('releasing from another process', () => {
  it('lets keys and buttons go that a killed process held', async () => {
    const server = await startForTest();
    const xev = server.observe('xev', ['-name', 'observer', '-geometry', '300x200+0+0']);
    const window = await server.window('observer');
    await server.run('xset', 'r', 'off');
    await server.run('xdotool', 'windowfocus', '--sync', String(window), 'mousemove', '50', '60');
    await server.run('xdotool', 'keydown', 'a', 'mousedown', '3');
    await until(() => xev.output().includes('ButtonPress event'));
    const start = performance.now();
    const child = spawn(
      process.execPath,
      [join(import.meta.dirname, 'release-held.ts'), ...heldArguments({ keycodes: [38], buttons: [3] })],
      {
        env: server.env,
        stdio: 'ignore',
      },
    );
    expect(await new Promise((resolve) => child.once('exit', resolve))).toBe(0);
    // biome-ignore lint/suspicious/noConsole: a figure for whoever runs it; the aim is 300 ms on a machine that does nothing else.
    console.info(`released by a fresh process after ${Math.round(performance.now() - start)} ms`);
    await until(() => xev.output().includes('KeyRelease event') && xev.output().includes('ButtonRelease event'));
  });

  it('says that it could not where there is no X server', async () => {
    expect(await releaseHeld(() => X11Connection.open({ env: { DISPLAY: ':4321' } }), { keycodes: [38], buttons: [] })).toBe(
      false,
    );
  });
});
