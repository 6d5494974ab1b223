import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openX11 } from './open-x11.ts';
import { missingPrograms, startForTest } from './testing/x-server.ts';
import { parseDisplay, X11Connection } from './x11-connection.ts';
import { unavailableInput } from './x11-input-port.ts';

const ownProcesses = () => new Set<number>();

describe('opening X11', () => {
  it('says in words why there is none', async () => {
    expect(await openX11({ env: {}, ownProcesses })).toEqual({
      kind: 'unavailable',
      reason: 'There is no screen here (DISPLAY is not set).',
    });
    expect(await openX11({ env: { WAYLAND_DISPLAY: 'wayland-0' }, ownProcesses })).toMatchObject({
      kind: 'unavailable',
      reason: expect.stringContaining('Wayland'),
    });
    // Where a system shows its screen in another way an X server has only its own windows, whoever answers there.
    for (const platform of ['darwin', 'win32'] as const) {
      expect(await openX11({ env: { DISPLAY: ':0' }, ownProcesses, platform })).toEqual({
        kind: 'unavailable',
        reason: 'Mouse and keyboard can be shared on Linux with X11 only for now.',
      });
    }
    for (const DISPLAY of [':4321', 'nonsense', '$(id):1']) {
      expect(await openX11({ env: { DISPLAY }, ownProcesses })).toMatchObject({ kind: 'unavailable' });
    }
  });

  it('gives up on a server that accepts and says nothing', async () => {
    const mute = createServer(() => undefined);
    await new Promise<void>((resolve) => {
      mute.listen(0, '127.0.0.1', resolve);
    });
    const { port } = mute.address() as { port: number };
    const opened = await openX11({ env: { DISPLAY: `127.0.0.1:${port - 6000}` }, ownProcesses });
    expect(opened).toMatchObject({ kind: 'unavailable', reason: expect.stringContaining('does not answer') });
    mute.close();
  });

  it('reads DISPLAY in its usual forms', () => {
    expect(parseDisplay(':1')).toEqual({ host: '', number: 1, screen: 0 });
    expect(parseDisplay(':1.2')).toEqual({ host: '', number: 1, screen: 2 });
    expect(parseDisplay('unix:3')).toEqual({ host: '', number: 3, screen: 0 });
    expect(parseDisplay('localhost:10.0')).toEqual({ host: 'localhost', number: 10, screen: 0 });
    expect(parseDisplay('wayland-0')).toBeNull();
  });

  it('stands in for input where there is none', async () => {
    const input = unavailableInput('No screen.');
    expect(input.unavailable).toBe('No screen.');
    await expect(input.open()).rejects.toMatchObject({ code: 'input.unavailable', message: 'No screen.' });
  });
});

describe.skipIf(missingPrograms('Xvfb', 'xauth'))('opening a real X server', () => {
  it("is ready, and honest about the user's devices that it cannot have", async () => {
    const server = await startForTest();
    const opened = await openX11({ env: server.env, ownProcesses });
    if (opened.kind !== 'ready') throw new Error(opened.reason);
    expect(opened.input.unavailable).toBeNull();
    expect(opened.input.userComesFirst).toBe(false);
    const device = await opened.input.open();
    expect(device.userComesFirst).toBe(false);
    device.dispose();
    opened.desktop.dispose();
  });

  it('shows its cookie where the server wants one, and is refused without', async () => {
    const folder = join((await import('node:os')).tmpdir(), `alongside-x-authority-${process.pid}`);
    mkdirSync(folder, { recursive: true });
    const file = join(folder, 'authority');
    writeFileSync(file, '');
    const helper = await startForTest();
    await helper.run('xauth', '-f', file, 'add', ':0', '.', '00112233445566778899aabbccddeeff');
    const guarded = await startForTest('Xvfb', ['-auth', file]);
    const name = `:${guarded.display.slice(1)}`;
    await helper.run('xauth', '-f', file, 'add', name, '.', '00112233445566778899aabbccddeeff');
    const connection = await X11Connection.open({ env: { DISPLAY: name, XAUTHORITY: file } });
    expect(connection.isOpen).toBe(true);
    connection.dispose();
    await expect(X11Connection.open({ env: { DISPLAY: name, XAUTHORITY: join(folder, 'none') } })).rejects.toMatchObject({
      code: 'input.unavailable',
    });
  });
});
