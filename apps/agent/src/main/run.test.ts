import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { settle } from '@alongside/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FakeElectron } from '../../../../test/fixtures/fake-electron.ts';
import { helperNode } from './helper-node.ts';
import { readMainArguments } from './main-arguments.ts';
import { prepareMain, startMain } from './run.ts';
import { stopKeyOf } from './stop-key.ts';

describe('the arguments', () => {
  const read = (argv: readonly string[], packaged = false) =>
    readMainArguments(argv, { packaged, environment: { HOME: '/home/u' } });
  const run = { kind: 'run', dataDir: '/d', enrollmentLink: undefined, deviceName: undefined, connect: false };

  test('stand behind the main file in a checkout, and behind the program in a package', () => {
    expect(read(['electron', '--some-switch', '/app/dist-electron/main.mjs', '--data=/d'])).toEqual({
      ...run,
      again: ['--some-switch', '/app/dist-electron/main.mjs', '--data=/d', '--connect'],
    });
    expect(read(['/opt/alongside', '--data', '/d', '--enroll', 'LINK', '--name', 'front desk'], true)).toEqual({
      ...run,
      enrollmentLink: 'LINK',
      deviceName: 'front desk',
      again: ['--data=/d', '--connect'],
    });
    expect(read(['/opt/alongside', '--data=/d', '--connect'], true)).toMatchObject({ connect: true });
    expect(read(['/opt/alongside'], true)).toMatchObject({ kind: 'run' });
    // By a notification of Windows that was left from before.
    expect(read(['Alongside.exe', '-Embedding'], true)).toMatchObject({ kind: 'run' });
  });

  test.each([['--disable-gpu'], ['--inspect=0'], ['extra'], ['--data='], ['--enroll'], ['/app/main.mjs'], ['--', '--x']])(
    'of a package are refused where they are unknown: %s',
    (...more) => {
      expect(read(['/opt/alongside', ...more], true)).toEqual({ kind: 'usage' });
    },
  );
});

test('a package’s helper programs run on its own Node, a checkout’s on the one that is handed over', () => {
  expect(helperNode({ packaged: true, environment: { ALONGSIDE_NODE: '/tmp/evil' } }, '/opt/r', 'linux')).toBe(
    join('/opt/r', 'node', 'bin', 'node'),
  );
  expect(helperNode({ packaged: true, environment: {} }, '/opt/r', 'win32')).toBe(join('/opt/r', 'node', 'bin', 'node.exe'));
  expect(helperNode({ packaged: false, environment: { ALONGSIDE_NODE: '/n' } }, '', 'linux')).toBe('/n');
  expect(helperNode({ packaged: false, environment: {} }, '', 'linux')).toBeUndefined();
});

describe('the stop key', () => {
  const own = (name: string | null) => ({
    grab: () => Promise.resolve(name === null ? null : { name, handle: { dispose: () => undefined } }),
  });

  test('is the window system’s where it has one, then Electron’s, then none', async () => {
    const electron = new FakeElectron();
    const pressed: string[] = [];
    expect((await stopKeyOf(own('X'), electron.shortcuts, { WAYLAND_DISPLAY: 'wayland-0' }).grab(() => undefined))?.name).toBe(
      'X',
    );
    expect(electron.keys.size).toBe(0);
    const grabbed = await stopKeyOf(own(null), electron.shortcuts, {}).grab(() => pressed.push('stop'));
    expect(grabbed?.name).toBe('Ctrl+Alt+F12');
    electron.keys.get('Control+Alt+F12')?.();
    expect(pressed).toEqual(['stop']);
    grabbed?.handle.dispose();
    expect(electron.keys.size).toBe(0);
    electron.keyTaken = true;
    expect(await stopKeyOf(own(null), electron.shortcuts, {}).grab(() => undefined)).toBeNull();
  });

  test('is none under Wayland, where Electron says yes before anybody knows', async () => {
    const electron = new FakeElectron();
    const wayland = stopKeyOf(own(null), electron.shortcuts, { XDG_SESSION_TYPE: 'wayland' });
    expect(await wayland.grab(() => undefined)).toBeNull();
    expect(electron.keys.size).toBe(0);
  });
});

describe('the start', () => {
  let dataDir: string;
  let electron: FakeElectron;
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'alongside-main-'));
    electron = new FakeElectron();
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  /** As a package of that system starts it, on the Node that came with it. */
  const preparePackaged = async (platform: NodeJS.Platform, ...args: string[]) => {
    const { execPath } = process;
    electron.app.isPackaged = true;
    try {
      const started = { argv: ['/opt/alongside', ...args], environment: { HOME: dataDir, DISPLAY: ':0' } };
      return await prepareMain(electron, { ...started, folder: dataDir, resources: dataDir, platform });
    } finally {
      process.execPath = execPath;
    }
  };
  const bringNode = async () => {
    await mkdir(join(dataDir, 'node', 'bin'), { recursive: true });
    for (const name of ['node', 'node.exe']) await writeFile(join(dataDir, 'node', 'bin', name), '');
  };
  const bringPages = async () => {
    await mkdir(join(dataDir, 'pages', 'shell'), { recursive: true });
    await writeFile(join(dataDir, 'pages', 'shell', 'index.html'), '<!doctype html>');
  };
  const prepareOn = (platform: NodeJS.Platform, ...more: string[]) =>
    prepareMain(electron, {
      argv: ['electron', '/app/main.mjs', `--data=${dataDir}`, ...more],
      environment: { HOME: dataDir, DISPLAY: ':0' },
      folder: dataDir,
      resources: dataDir,
      platform,
    });
  const prepare = (...more: string[]) => prepareOn('linux', ...more);

  test('says what must be said before Electron is ready, and waits for nothing of it', async () => {
    expect(await prepare()).toMatchObject({ host: { dataDir } });
    expect(electron.app.calls).toEqual([
      'enableSandbox',
      `path userData=${join(dataDir, 'electron')}`,
      'lock',
      'switch disable-features=WebRtcHideLocalIpsWithMdns,LocalNetworkAccessChecksWebRTC',
      'switch force-fieldtrials=WebRTC-ForceSendPlayoutDelay/min_ms:0,max_ms:0/',
      'schemes',
    ]);
    expect(electron.schemes).toEqual([{ scheme: 'app', privileges: { standard: true, secure: true } }]);
    const { webContents } = electron.createWindow({});
    expect(webContents.openHandler?.({ url: 'https://help.example/' })).toEqual({ action: 'deny' });
  });

  test('a second one ends well, before it has done anything', async () => {
    electron.app.first = false;
    expect(await prepare()).toBeUndefined();
    expect(electron.app.exitCode).toBe(0);
    expect(electron.app.calls).not.toContain('ready');
  });

  test('wrong usage ends with 64', async () => {
    expect(await prepare('--what')).toBeUndefined();
    expect(electron.app.exitCode).toBe(64);
  });

  test('where nobody enrolled a window asks for the link; closed, it ends with 78 and leaves nothing', async () => {
    await bringPages();
    const prepared = await prepare();
    const started = prepared && startMain(electron, prepared);
    await expect.poll(() => electron.window('first')).toMatchObject({ visible: true, url: 'app://shell/?lang=en' });
    const first = electron.window('first');
    expect(first?.options.webPreferences).toMatchObject({ sandbox: true, contextIsolation: true, partition: 'first' });
    expect(first?.webContents.openHandler?.({ url: 'https://help.example/' })).toEqual({ action: 'deny' });
    expect(electron.sessions.get('first')?.permission(first?.webContents ?? null, 'display-capture')).toEqual({
      requested: false,
      checked: false,
    });
    first?.minimize();
    electron.app.events.fire('second-instance');
    expect(first?.minimized).toBe(false);
    first?.close();
    await started;
    expect(electron.app.exitCode).toBe(78);
    expect(electron.windows).toHaveLength(1);
    expect(electron.ipc.handlers.size).toBe(0);
    expect(electron.errors).toEqual([]);
  });

  test.each([['{"of": "another kind"}'], ['{"server": "http://loc']])(
    'where the enrollment cannot be read (%s) the window asks for a new link',
    async (text) => {
      await bringPages();
      await writeFile(join(dataDir, 'enrollment.json'), text);
      const prepared = await prepare();
      const started = prepared && startMain(electron, prepared);
      await expect.poll(() => electron.window('first')).toMatchObject({ visible: true });
      electron.window('first')?.close();
      await started;
      expect(electron.app.exitCode).toBe(78);
      expect(electron.errors).toEqual([]);
    },
  );

  test('whoever started it from a menu reads in a box why it ended', async () => {
    await bringNode();
    const prepared = await preparePackaged('linux', `--data=${dataDir}`, '--enroll=hello');
    if (prepared) await startMain(electron, prepared);
    expect(await preparePackaged('linux', '--what')).toBeUndefined();
    electron.app.switches = ['no-sandbox'];
    expect(await preparePackaged('linux', '--no-sandbox')).toBeUndefined();
    await settle();
    expect(electron.errors.map(({ title, text }) => [title, text.slice(0, 37)])).toEqual([
      ['Alongside', 'Alongside could not start: this is no'],
      ['Alongside', 'Starts Alongside on this computer. It'],
      ['Alongside', 'Alongside was started without a sandb'],
    ]);
  });

  test('it speaks the language of the system where a desktop started it, without a word of it in the environment', async () => {
    electron.app.languages = ['de-DE', 'en-US'];
    await bringNode();
    const prepared = await preparePackaged('darwin', `--data=${dataDir}`, '--enroll=hello');
    expect(prepared?.host.language).toBe('de');
    if (prepared) await startMain(electron, prepared);
    expect(electron.errors[0]?.text).toContain('konnte nicht starten');
  });

  test('a package that came without its Node does not begin', async () => {
    expect(await preparePackaged('darwin', `--data=${dataDir}`)).toBeUndefined();
    // Not waited for: Electron gets ready once this has ended.
    await settle();
    expect(electron.app.calls).toContain('ready');
    expect(electron.app.exitCode).toBe(1);
    expect(electron.errors[0]?.text).toContain('this package is not whole');
  });

  test('Windows knows a package by the id of its installer, which it shows notifications of', async () => {
    const builder = await readFile(join(import.meta.dirname, '../../../../electron-builder.yml'), 'utf8');
    const appId = /^appId: (\S+)$/mu.exec(builder)?.[1];
    await prepareOn('win32');
    expect(electron.app.calls).not.toContain(`model ${appId}`);
    await bringNode();
    await preparePackaged('win32', `--data=${dataDir}`);
    expect(electron.app.calls).toContain(`model ${appId}`);
  });

  test('on macOS it lives in the menu bar, without a shortcut that hides its windows', async () => {
    const prepared = await prepareOn('darwin', '--enroll=hello');
    if (prepared) await startMain(electron, prepared);
    expect(electron.app.calls.slice(-2)).toEqual(['ready', 'policy accessory']);
    const roles = electron.menus
      .flat()
      .flatMap(({ role, submenu }) => [role, ...((submenu as { role?: string }[] | undefined) ?? []).map((item) => item.role)]);
    expect(roles).toEqual(expect.arrayContaining(['editMenu', 'quit']));
    for (const role of ['appMenu', 'hide', 'hideOthers', 'reload', 'toggleDevTools']) expect(roles).not.toContain(role);
  });
});
