import { chmod, mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@alongside/base';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ProcessEntry } from '../processes/index.ts';
import { parseXAuthority } from '../x11/x-authority.ts';
import { SystemBrowserLauncher } from './browser.ts';
import { openSeat } from './browser-seat.ts';
import { browserSwitches } from './browser-switches.ts';
import { userIn } from './browser-user.ts';
import { findBrowser, placesOf } from './find-browser.ts';
import { groupMembers } from './group-members.ts';
import { writePrivateFile } from './private-file.ts';
import { ownerIn } from './socket-owner.ts';
import { entriesForDisplay } from './x-authority-entries.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'alongside-browser-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const asRoot = process.getuid?.() === 0;

describe('switches', () => {
  const options = { profileDir: '/p', url: 'file:///p/open.html', language: 'en', sandbox: true };

  test('one list of features, one field trial, and nothing that opens a door', () => {
    const switches = browserSwitches(options);
    expect(switches.filter((word) => word.startsWith('--disable-features='))).toHaveLength(1);
    expect(switches).toContain('--force-fieldtrials=WebRTC-ForceSendPlayoutDelay/min_ms:0,max_ms:0/');
    expect(switches.join(' ')).toContain('WebRtcHideLocalIpsWithMdns');
    expect(switches.join(' ')).not.toMatch(
      /remote-debugging|auto-(select|accept)|no-sandbox|test-type|disable-web-security|load-extension/u,
    );
    expect(switches.at(-1)).toBe('--app=file:///p/open.html');
  });

  test('only a browser without any sandbox is told so', () => {
    expect(browserSwitches({ ...options, sandbox: false })).toContain('--no-sandbox');
  });

  test.runIf(asRoot)('root gives the sandbox up after a failure, an ordinary user never', () => {
    const launcher = new SystemBrowserLauncher({ dataDir: folder, environment: {}, language: 'en', logger: silentLogger });
    expect(launcher.sandboxed).toBe(true);
    launcher.reportFailure();
    expect(launcher.sandboxed).toBe(false);
  });
});

describe('the seat', () => {
  test('no variable that a browser or its wrapper reads switches from is passed on', async () => {
    const seat = await openSeat(folder, {
      HOME: '/home/u',
      DISPLAY: ':1',
      LANG: 'de_DE.UTF-8',
      CHROMIUM_FLAGS: '--no-sandbox',
      CHROMIUM_USER_FLAGS: '--no-sandbox',
      CHROME_DEVEL_SANDBOX: '/tmp/x',
      LD_PRELOAD: '/tmp/x.so',
      NODE_OPTIONS: '--inspect',
      ALONGSIDE_BROWSER: '/x',
    });
    expect(seat.environment).toEqual({ HOME: '/home/u', DISPLAY: ':1', LANG: 'de_DE.UTF-8' });
    expect((await stat(seat.profileDir)).mode & 0o777).toBe(0o700);
  });
});

describe('finding the browser', () => {
  const program = async (name: string, mode = 0o755) => {
    await writeFile(join(folder, name), '#!/bin/sh\n');
    await chmod(join(folder, name), mode);
    return join(folder, name);
  };

  test('by name on PATH, in the order of the list', async () => {
    await program('google-chrome');
    const chromium = await program('chromium');
    expect(await findBrowser({ PATH: `relative:${folder}` }, 'linux')).toBe(chromium);
  });

  test('what may not be run, a folder, and words are no browser', async () => {
    const closed = await program('chromium', 0o644);
    await mkdir(join(folder, 'brave'));
    for (const chosen of [closed, join(folder, 'brave'), 'chromium', `${await program('edge')} --no-sandbox`]) {
      await expect(findBrowser({ PATH: folder, ALONGSIDE_BROWSER: chosen })).rejects.toMatchObject({
        code: 'environment.missing-program',
      });
    }
    await expect(findBrowser({ PATH: folder }, 'sunos')).rejects.toMatchObject({ code: 'environment.missing-program' });
  });

  test('on Windows for all users and for one, wherever programs are there; on none but Linux apt is named', async () => {
    const places = placesOf({ ProgramFiles: 'D:\\Programme', LOCALAPPDATA: 'C:\\Users\\Jörg Müller\\AppData\\Local' }, 'win32');
    expect(places.slice(0, 3)).toEqual([
      'D:\\Programme\\Google\\Chrome\\Application\\chrome.exe',
      'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
      'C:\\Users\\Jörg Müller\\AppData\\Local\\Google\\Chrome\\Application\\chrome.exe',
    ]);
    expect(places).toContain('C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe');
    for (const platform of ['win32', 'darwin'] as const) {
      await expect(findBrowser({ PATH: '' }, platform)).rejects.toMatchObject({ message: expect.not.stringContaining('apt') });
    }
  });

  test('ALONGSIDE_BROWSER names one by its absolute path', async () => {
    const own = await program('my browser');
    expect(await findBrowser({ PATH: folder, ALONGSIDE_BROWSER: own })).toBe(own);
  });
});

describe('private files', () => {
  test('replace what is there, and are closed to others', async () => {
    await chmod(folder, 0o700);
    await writeFile(join(folder, 'a'), 'old', { mode: 0o644 });
    writePrivateFile(folder, 'a', 'new');
    expect(await readFile(join(folder, 'a'), 'utf8')).toBe('new');
    expect((await stat(join(folder, 'a'))).mode & 0o777).toBe(0o600);
  });

  test('a link in the place of the file is replaced, not followed', async () => {
    await writeFile(join(folder, 'target'), 'kept');
    await symlink(join(folder, 'target'), join(folder, 'a'));
    await symlink(join(folder, 'target'), join(folder, 'a.new'));
    writePrivateFile(folder, 'a', 'new');
    expect(await readFile(join(folder, 'target'), 'utf8')).toBe('kept');
    expect(await readFile(join(folder, 'a'), 'utf8')).toBe('new');
  });

  test.runIf(asRoot)('for another user: only into a folder that is that user’s alone', async () => {
    const owner = { uid: 65_533, gid: 65_533 };
    await chmod(folder, 0o700);
    expect(() => writePrivateFile(folder, 'a', 'x', owner)).toThrow(expect.objectContaining({ code: 'storage.broken' }));
    await symlink('/etc', join(folder, 'link'));
    expect(() => writePrivateFile(join(folder, 'link'), 'a', 'x', owner)).toThrow();
  });
});

describe('who is who', () => {
  test('the owner of a connection, only while it is established and on loopback', () => {
    const row = (local: string, remote: string, state: string, uid: number) =>
      `   0: ${local} ${remote} ${state} 00000000:00000000 00:00000000 00000000  ${uid}        0 39530 1 0 20 4 30 10 -1`;
    const table = (...rows: string[]) => ['  sl  local_address rem_address   st …', ...rows].join('\n');
    const [from, to] = ['0100007F:B66D', '0100007F:8E28'];
    expect(ownerIn(table(row(to, from, '01', 0), row(from, to, '01', 999)), 0xb66d, 0x8e28)).toBe(999);
    // FIN_WAIT2 and TIME_WAIT: the kernel says 0 for a socket whose program is gone.
    expect(ownerIn(table(row(from, to, '05', 0), row(from, to, '06', 0)), 0xb66d, 0x8e28)).toBeUndefined();
    expect(ownerIn(table(row('0500007F:B66D', to, '01', 0)), 0xb66d, 0x8e28)).toBeUndefined();
    expect(ownerIn('', 1, 2)).toBeUndefined();
  });

  test('the row of a user in passwd, never root', () => {
    const passwd = 'root:x:0:0:root:/root:/bin/bash\nalongside-browser:x:999:995::/home/alongside-browser:/usr/sbin/nologin\n';
    expect(userIn(passwd, 'alongside-browser')).toEqual({
      name: 'alongside-browser',
      uid: 999,
      gid: 995,
      home: '/home/alongside-browser',
    });
    expect(userIn('alongside-browser:x:0:0::/root:/bin/sh', 'alongside-browser')).toBeUndefined();
    expect(userIn(passwd, 'nobody')).toBeUndefined();
  });

  test('a group with all that came from it', () => {
    const entry = (pid: number, parent: number, group: number, session = group, state = 'S'): ProcessEntry => ({
      pid,
      parent,
      group,
      session,
      state,
      startTime: '1',
      command: 'x',
    });
    const table = [
      entry(14, 13, 14),
      entry(10, 1, 10),
      entry(11, 10, 10),
      entry(13, 11, 13),
      entry(15, 1, 16, 10),
      entry(20, 1, 20),
      entry(21, 10, 10, 10, 'Z'),
    ];
    expect([...groupMembers(10, table)].sort()).toEqual([10, 11, 13, 14, 15]);
    expect([...groupMembers(10, [])]).toEqual([10]);
  });

  test('the cookies of one display', () => {
    const word = (value: number) => Buffer.from([value >> 8, value & 255]);
    const entry = (...texts: string[]) =>
      Buffer.concat([word(256), ...texts.flatMap((text) => [word(text.length), Buffer.from(text, 'latin1')])]);
    const [one, two, all] = [
      entry('host', '1', 'MIT-MAGIC-COOKIE-1', '\u00ff\u0000a'),
      entry('host', '2', 'M', 'b'),
      entry('host', '', 'M', 'c'),
    ];
    expect(entriesForDisplay(Buffer.concat([one, two, all]), ':1.0')).toEqual(Buffer.concat([one, all]));
    expect(parseXAuthority(entriesForDisplay(Buffer.concat([two, one.subarray(0, 9)]), 'localhost:2'))).toHaveLength(1);
  });
});
