import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, renameSync, rmSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { systemRandom } from '@alongside/base';
import { MAX_CRASH_FILE_BYTES } from '@alongside/protocol';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../../../test/fixtures/temporary-folder.ts';
import { apport, crashPlaces, macReports, systemd, windowsDumps, windowsReports } from './crash-places.ts';
import { NodeCrashFiles } from './node-crash-files.ts';

const home = temporaryFolder();
let folder: string;
let crashes: NodeCrashFiles;
let count = 0;
const made = () => new NodeCrashFiles({ random: systemRandom(), environment: {}, places: [apport(folder)] });
beforeEach(() => {
  count += 1;
  folder = join(home.path, `crash-${count}`);
  mkdirSync(folder);
  crashes = made();
});
afterEach(() => rmSync(folder, { recursive: true }));

const REPORT = 'ProblemType: Crash\n';
const path = (name = '_usr_bin_editor.1000.crash') => join(folder, name);
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: { code?: string }) => error.code,
  );
const only = async () => (await crashes.find())[0]?.crashId ?? '';

test('lists what programs left, the newest first, by program, time and size', async () => {
  for (const [name, seconds] of [
    ['_usr_bin_editor.1000.crash', 100],
    ['_opt_mail_client.1000.crash', 200],
  ] as const) {
    writeFileSync(path(name), REPORT);
    utimesSync(path(name), seconds, seconds);
  }
  writeFileSync(path('.lock'), '');
  writeFileSync(path('_usr_bin_empty.1000.crash'), '');
  writeFileSync(path('letter.txt'), 'dear');
  expect(await crashes.find()).toMatchObject([
    { program: 'mail_client', at: 200_000, bytes: REPORT.length },
    { program: 'editor', at: 100_000, name: '_usr_bin_editor.1000.crash' },
  ]);
  expect(String(Buffer.from(await crashes.read(await only())))).toBe(REPORT);
  expect(await codeOf(crashes.read('/etc/passwd'))).toBe('crash-file.gone');
});

test('no link, no second name of another file and no pipe is listed', async () => {
  writeFileSync(path('secret'), 'a secret');
  symlinkSync(path('secret'), path('_usr_bin_link.1000.crash'));
  linkSync(path('secret'), path('_usr_bin_hard.1000.crash'));
  execFileSync('mkfifo', [path('_usr_bin_pipe.1000.crash')]);
  mkdirSync(path('_usr_bin_folder.1000.crash'));
  expect(await crashes.find()).toEqual([]);
});

describe('one that became another after it was listed is not read', () => {
  const secret = () => {
    writeFileSync(join(home.path, 'secret'), REPORT);
    return join(home.path, 'secret');
  };
  test.each<[string, () => void, string]>([
    ['a link', () => symlinkSync(secret(), path()), 'crash-file.changed'],
    ['another file of the same size', () => renameSync(secret(), path()), 'crash-file.changed'],
    ['a second name', () => linkSync(secret(), path()), 'crash-file.changed'],
    ['a pipe that nobody writes to', () => execFileSync('mkfifo', [path()]), 'crash-file.changed'],
    ['a folder', () => mkdirSync(path()), 'crash-file.changed'],
    ['nothing', () => undefined, 'crash-file.gone'],
  ])('where it is %s by now', async (_, put, code) => {
    writeFileSync(path(), REPORT);
    const crashId = await only();
    rmSync(path());
    put();
    expect(await codeOf(crashes.read(crashId))).toBe(code);
  });

  test('a longer one', async () => {
    writeFileSync(path(), REPORT);
    const crashId = await only();
    writeFileSync(path(), `${REPORT}more`);
    expect(await codeOf(crashes.read(crashId))).toBe('crash-file.changed');
    // Listed anew it is another file, with another id.
    expect(await only()).not.toBe(crashId);
  });
});

test('one that is too large is listed with its size, and not read', async () => {
  writeFileSync(path(), REPORT);
  truncateSync(path(), MAX_CRASH_FILE_BYTES + 1);
  const [found] = await crashes.find();
  expect(found?.bytes).toBe(MAX_CRASH_FILE_BYTES + 1);
  expect(await codeOf(crashes.read(found?.crashId ?? ''))).toBe('request.too-large');
});

test('what is packed is looked into up to a bound, and what cannot be unpacked stays closed', async () => {
  const unpacked = await crashes.unpack(zstdCompressSync(Buffer.alloc(8 * 1024 * 1024, 'words')));
  expect(unpacked).toHaveLength(2 * 1024 * 1024);
  expect(await crashes.unpack(Uint8Array.from([0x28, 0xb5, 0x2f, 0xfd, 9, 9, 9]))).toHaveLength(0);
  expect(await crashes.unpack(Uint8Array.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]))).toHaveLength(0);
});

describe('a program is known by the name of its file', () => {
  test.each([
    [apport(''), '_usr_bin_gnome-shell.1000.crash', 'gnome-shell'],
    [apport(''), '_usr_lib_firefox_firefox.1000.upload', undefined],
    [systemd(''), 'core.editor.1000.0123456789abcdef0123456789abcdef.4242.1700000000000000.zst', 'editor'],
    [systemd(''), 'core.a.b.1000.0123456789abcdef0123456789abcdef.4242.1700000000000000', 'a.b'],
    [systemd(''), 'core.editor', undefined],
    [macReports(''), 'Mail-2026-11-29-101112.ips', 'Mail'],
    [macReports(''), 'Text Edit_2026-11-29-101112_MacBook.crash', 'Text Edit'],
    [windowsDumps(''), 'editor.exe.4242.dmp', 'editor.exe'],
    [windowsReports(''), 'AppCrash_editor.exe_abc_def/Report.wer', 'editor.exe'],
    [windowsReports(''), 'Kernel_141_abc/Report.wer', undefined],
  ])('%#', (place, name, program) => {
    expect(place.programOf(name)).toBe(program);
  });

  test('of each system where it keeps them', () => {
    const of = (platform: NodeJS.Platform) =>
      crashPlaces({ platform, home: '/home/robin', environment: { LOCALAPPDATA: '/local' } }).map((place) => place.folder);
    expect(of('linux')).toEqual(['/var/crash', '/var/lib/systemd/coredump']);
    expect(of('darwin')).toEqual(['/home/robin/Library/Logs/DiagnosticReports']);
    expect(of('win32')).toHaveLength(3);
    expect(of('freebsd')).toEqual([]);
  });
});
