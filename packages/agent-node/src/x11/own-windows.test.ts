import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { systemClock } from '@alongside/base';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { killTree, missingPrograms, type Observer, startForTest, TestXServer, until } from './testing/x-server.ts';
import { X11Connection } from './x11-connection.ts';
import type { X11InputDevice } from './x11-input-device.ts';
import { X11InputPort } from './x11-input-port.ts';

const missing = missingPrograms('Xvfb', 'openbox', 'xdotool', 'xterm', 'xev', 'xprop', 'chromium', 'ps');

function openDevice(server: TestXServer, own: () => ReadonlySet<number> | Promise<ReadonlySet<number>>): Promise<X11InputDevice> {
  return new X11InputPort({
    connect: () => X11Connection.open({ env: server.env }),
    ownProcesses: own,
    clock: systemClock(),
    userComesFirst: false,
  }).open();
}

describe.skipIf(missing)("the agent's own windows", () => {
  let server: TestXServer;
  let device: X11InputDevice;
  let browser: ChildProcess;
  let xev: Observer;
  let foreign: number;
  let own: number;
  let ownChild: number;
  let page: number;

  beforeAll(async () => {
    server = await TestXServer.start('Xvfb', ['-screen', '0', '1600x1000x24']);
    await server.startWindowManager();
    xev = server.observe('xev', ['-name', 'foreign', '-geometry', '300x200+20+40']);
    foreign = await server.window('foreign');
    const terminal = server.spawn('xterm', [
      '-T',
      'own-terminal',
      '-geometry',
      '40x10+20+400',
      '-e',
      'xev -name own-child -geometry 200x100+20+700',
    ]);
    own = await server.window('own-terminal');
    ownChild = await server.window('own-child');
    browser = server.spawn('chromium', [
      // The test may run as root; product code never has this switch.
      '--no-sandbox',
      '--no-first-run',
      '--disable-gpu',
      `--user-data-dir=${join(server.folder, 'profile')}`,
      '--window-position=600,100',
      '--window-size=700,500',
      '--app=data:text/html,<title>own-page</title><select style="margin:100px"><option>one<option>two<option>three</select>',
    ]);
    page = await server.window('own-page');
    device = await openDevice(server, () => new Set([browser.pid ?? 0, terminal.pid ?? 0]));
  });

  afterAll(async () => {
    device?.dispose();
    if (browser?.pid) killTree(browser.pid);
    await server?.stop();
  });

  const pressAt = async (x: number, y: number) => {
    await device.move(x, y);
    const outcome = await device.button('left', true);
    expect(await device.button('left', false)).toBe('done');
    return outcome;
  };
  const inside = async (window: number) => {
    const { x, y, width, height } = await server.geometry(window);
    return [x + Math.floor(width / 2), y + Math.floor(height / 2)] as const;
  };
  const titleBar = async (window: number) => {
    const { x, y } = await server.geometry(window);
    return [x + 60, y - 8] as const;
  };

  it("lets through presses on others' windows, their frames and the desktop", async () => {
    expect(await pressAt(...(await inside(foreign)))).toBe('done');
    expect(await pressAt(...(await titleBar(foreign)))).toBe('done');
    expect(await pressAt(1590, 990)).toBe('done');
  });

  it("refuses presses on the browser's window, on a program's of ours and on its child's, and on their frames", async () => {
    for (const window of [page, own, ownChild]) {
      expect(await pressAt(...(await inside(window)))).toBe('own-window');
      expect(await pressAt(...(await titleBar(window)))).toBe('own-window');
    }
  });

  it('refuses the wheel, but never a move', async () => {
    const [x, y] = await inside(page);
    expect(await device.move(x, y)).toBe('done');
    expect(await device.wheel(0, 1)).toBe('own-window');
    expect(await server.pointer()).toEqual({ x, y });
  });

  it('refuses keys, text and lock keys while a window of ours has the focus', async () => {
    await server.focus(page);
    expect(await device.key('KeyA', true)).toBe('own-window');
    expect(await device.key('KeyA', false)).toBe('done');
    expect(await device.type('text')).toBe('own-window');
    expect(await device.setLock('CapsLock', true)).toBe('own-window');
    expect((await device.locks()).CapsLock).toBe(false);
    await server.focus(foreign);
    expect(await device.key('KeyA', true)).toBe('done');
    expect(await device.key('KeyA', false)).toBe('done');
  });

  it("refuses presses on the browser's menus, which stand outside its window", async () => {
    const [x, y] = await inside(page);
    await server.focus(page);
    await server.run('xdotool', 'mousemove', String(x), String(y), 'click', '3');
    const menu = await until(async () => {
      const found = await menuOf(server, browser.pid ?? 0);
      return found.find((area) => area.width > 50 && area.height > 50);
    });
    expect(await pressAt(menu.x + menu.width - 10, menu.y + menu.height - 10)).toBe('own-window');
    await server.run('xdotool', 'key', 'Escape');
    await until(async () => (await menuOf(server, browser.pid ?? 0)).length === 0);
  });

  it('drops nothing on a window of ours: the release happens where the press was', async () => {
    const [x, y] = await inside(foreign);
    const [ownX, ownY] = await inside(page);
    const from = xev.output().length;
    await device.move(x, y);
    expect(await device.button('left', true)).toBe('done');
    await device.move(ownX, ownY);
    expect(await device.button('left', false)).toBe('done');
    const release = await until(
      () => /ButtonRelease event(?:.|\n)*?root:\((\d+),(\d+)\)/u.exec(xev.output().slice(from)) ?? undefined,
    );
    expect([Number(release[1]), Number(release[2])]).toEqual([x, y]);
    expect(await server.pointer()).toEqual({ x: ownX, y: ownY });
  });

  it('lets held keys go when a window of ours gets the focus', async () => {
    await server.focus(foreign);
    expect(await device.key('Space', true)).toBe('done');
    await server.focus(page);
    await until(() => device.held.keycodes.length === 0);
  });

  it('refuses a dialog of ours that another process shows', async () => {
    server.spawn('xterm', ['-T', 'portal-dialog', '-geometry', '30x5+1100+700']);
    const dialog = await server.window('portal-dialog');
    expect(await pressAt(...(await inside(dialog)))).toBe('done');
    await server.run('xprop', '-id', String(dialog), '-f', 'WM_TRANSIENT_FOR', '32x', '-set', 'WM_TRANSIENT_FOR', String(page));
    expect(await pressAt(...(await inside(dialog)))).toBe('own-window');
    await server.run('xdotool', 'windowkill', String(dialog));
  });

  it('refuses all where the own processes cannot be told', async () => {
    const blind = await openDevice(server, () => Promise.reject(new Error('no /proc')));
    await blind.move(...(await inside(foreign)));
    expect(await blind.button('left', true)).toBe('own-window');
    blind.dispose();
  });
});

describe.skipIf(missing)('own windows on an X server that does not know the processes', () => {
  it('goes by what windows claim, and refuses a window that claims nothing', async () => {
    const server = await startForTest('Xvfb', ['-screen', '0', '1000x700x24', '-extension', 'X-Resource']);
    await server.startWindowManager();
    const terminal = server.spawn('xterm', ['-T', 'claims', '-geometry', '30x5+20+40']);
    const claims = await server.geometry(await server.window('claims'));
    // xev sets no _NET_WM_PID.
    server.spawn('xev', ['-name', 'silent', '-geometry', '200x100+500+400']);
    const silent = await server.geometry(await server.window('silent'));
    let own: ReadonlySet<number> = new Set([1_000_000_000]);
    const device = await openDevice(server, () => own);
    const press = async (area: { readonly x: number; readonly y: number }) => {
      await device.move(area.x + 20, area.y + 20);
      const outcome = await device.button('left', true);
      await device.button('left', false);
      return outcome;
    };
    expect(await press(claims)).toBe('done');
    expect(await press(silent)).toBe('own-window');
    own = new Set([terminal.pid ?? 0]);
    expect(await press(claims)).toBe('own-window');
    device.dispose();
  });
});

/** Windows right below the root that no frame was given, of one process: menus and bubbles. */
async function menuOf(server: TestXServer, pid: number) {
  const tree = await server.run('xwininfo', '-root', '-tree');
  const top = [...tree.matchAll(/^ {5}(0x[0-9a-f]+) /gmu)].map((match) => Number(match[1]));
  const areas = [];
  for (const window of top) {
    const text = await server.run('xwininfo', '-id', String(window), '-all').catch(() => '');
    const owner = await server.run('xprop', '-id', String(window), '_NET_WM_PID').catch(() => '');
    if (!text.includes('IsViewable') || !text.includes('Override Redirect State: yes') || !owner.includes(` ${pid}`)) continue;
    areas.push(await server.geometry(window));
  }
  return areas;
}
