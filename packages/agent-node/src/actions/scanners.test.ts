import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ScanFound } from '@alongside/agent-core';
import { Emitter, type Event, systemClock } from '@alongside/base';
import { seededRandom } from '@alongside/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../../../test/fixtures/temporary-folder.ts';
import { until } from '../../../../test/fixtures/until.ts';
import { ClamOutput } from './clam-output.ts';
import { ClamScanner } from './clam-scanner.ts';
import { defenderArguments, readDefender } from './defender-scanner.ts';
import { UserFolders } from './user-folders.ts';

let folder: ReturnType<typeof temporaryFolder>;
let home: string;
beforeEach(() => {
  folder = temporaryFolder();
  home = join(folder.path, 'home');
  mkdirSync(join(home, 'Downloads'), { recursive: true });
  mkdirSync(join(home, '.config'));
});
afterEach(() => folder.remove());

const folders = (uid = process.getuid?.()) => new UserFolders({ home, config: join(home, '.config'), uid });

describe('a folder that has a name', () => {
  const dirs = (value: string) => writeFileSync(join(home, '.config', 'user-dirs.dirs'), `XDG_DOWNLOAD_DIR="${value}"\n`);

  test('is where the user has it, below the home', async () => {
    expect(await folders().find('downloads')).toBe(join(home, 'Downloads'));
    mkdirSync(join(home, 'Geladenes'));
    dirs('$HOME/Geladenes');
    expect(await folders().find('downloads')).toBe(join(home, 'Geladenes'));
    expect(await folders().find('home')).toBe(home);
  });

  test.each([
    ['leads out of the home', () => dirs('/etc')],
    ['climbs out of it', () => dirs('$HOME/../../../etc')],
    ['is the home itself by another name', () => dirs('$HOME/')],
    [
      'is a link to the outside',
      () => {
        symlinkSync('/etc', join(home, 'Out'));
        dirs('$HOME/Out');
      },
    ],
    ['is a file', () => dirs('$HOME/.config/user-dirs.dirs')],
    ['is not there', () => dirs('$HOME/nowhere')],
  ])('is none where it %s', async (_what, make) => {
    make();
    await expect(folders().find('downloads')).rejects.toMatchObject({ code: 'action.unavailable' });
  });

  test('is none where it is somebody else’s', async () => {
    await expect(folders(4_711).find('downloads')).rejects.toMatchObject({ code: 'action.unavailable' });
  });
});

describe('what clamscan writes', () => {
  const read = (lines: string): ScanFound => {
    const output = new ClamOutput('/home/u/Downloads');
    for (const line of lines.split('\n')) output.handleLine(line);
    return output.result();
  };
  const summary = (checked: number, found: number, known = 9) =>
    `----------- SCAN SUMMARY -----------\nKnown viruses: ${known}\nScanned files: ${checked}\nInfected files: ${found}\nTotal errors: 1`;

  test('is a row a file, then figures', () => {
    const rows = '/home/u/Downloads/a b: OK\n/home/u/Downloads/sub/x FOUND: Eicar.Test FOUND\n/home/u/Downloads/l: Symbolic link';
    expect(read(`${rows}\n\n${summary(2, 1)}`)).toEqual({
      checked: 2,
      found: 1,
      skipped: 1,
      threats: [{ threat: 'Eicar.Test', file: 'sub/x FOUND' }],
    });
  });

  test('cannot hide a finding by a file whose name looks like figures, or give it to another file', () => {
    const evil = `/home/u/Downloads/${summary(9, 0)}: Eicar.Test FOUND`;
    const accused = '/home/u/Downloads/x\n/home/u/Downloads/innocent.pdf: Fake FOUND\nz: OK';
    expect(read(`${evil}\n${accused}\n${summary(2, 1)}`)).toMatchObject({ found: 1, checked: 2, threats: [{ file: null }] });
  });

  test('of a daemon is what it found alone', () => {
    const found = '/home/u/Downloads/x: Eicar.Test FOUND';
    const figures = '\n----------- SCAN SUMMARY -----------\nInfected files: 1\nTime: 0.002 sec (0 m 0 s)';
    const result = { checked: null, found: 1, skipped: 0 };
    expect(read(`${found}\n${figures}`)).toEqual({ ...result, threats: [{ threat: 'Eicar.Test', file: 'x' }] });
    expect(read(`/home/u/Downloads/a\n${found}\n${figures}`)).toMatchObject({ ...result, threats: [{ file: null }] });
  });

  test.each([
    ['no signatures were read', summary(2, 0, 0)],
    ['it ended before its figures', '/home/u/Downloads/a: OK'],
  ])('is no answer where %s', (_why, lines) => {
    expect(() => read(lines)).toThrow('no result');
  });
});

const CLAMSCAN = '/usr/bin/clamscan';
const hasClamav = existsSync(CLAMSCAN);
const SKIPPED = 'skipped: scans by ClamAV itself, which is not installed here (apt-get install clamav clamav-daemon clamdscan)\n';
if (!hasClamav) process.stderr.write(SKIPPED);

/** Put together here: in one piece it would make scanners stop at this file. */
const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-', 'ANTIVIRUS-TEST-FILE!$H+H*'].join('');

describe.skipIf(!hasClamav)('ClamAV, with one signature of our own', () => {
  const never = new Emitter<void>().event;
  const scanner = (daemon?: string) => {
    const database = join(folder.path, 'signatures');
    mkdirSync(database);
    writeFileSync(join(database, 'own.ndb'), `Own.Eicar:0:0:${Buffer.from(EICAR).toString('hex')}\n`);
    const watchdog = { watch: () => ({ release: () => undefined }) };
    return new ClamScanner({
      clock: systemClock(),
      random: seededRandom(1),
      watchdog,
      folders: folders(),
      database,
      ...(daemon && { daemon }),
    });
  };

  test('finds the test file, follows no link, and leaves all as it is', async () => {
    const downloads = join(home, 'Downloads');
    mkdirSync(join(downloads, 'sub'));
    writeFileSync(join(downloads, 'sub', 'invoice.pdf'), EICAR);
    writeFileSync(join(downloads, 'letter.txt'), 'nothing');
    writeFileSync(join(folder.path, 'outside'), EICAR);
    symlinkSync(join(folder.path, 'outside'), join(downloads, 'link'));
    symlinkSync(folder.path, join(downloads, 'way-out'));
    const clam = scanner();
    expect(await clam.look('downloads')).toMatchObject({
      by: expect.stringMatching(/^ClamAV \d/u),
      files: 2,
      bytes: 68 + 7,
      more: false,
    });
    const told: number[] = [];
    const found = await clam.scan('downloads', { onCancel: never, onProgress: ({ done }) => void told.push(done) });
    expect(found).toEqual({
      checked: 2,
      found: 1,
      skipped: 0,
      threats: [{ threat: 'Own.Eicar.UNOFFICIAL', file: 'sub/invoice.pdf' }],
    });
    expect(told.at(-1)).toBe(2);
    expect(existsSync(join(downloads, 'sub', 'invoice.pdf'))).toBe(true);
  });

  const hasDaemon = existsSync('/usr/sbin/clamd') && existsSync('/usr/bin/clamdscan');
  test.skipIf(!hasDaemon)('is asked by its daemon, where that runs', async () => {
    const settings = join(folder.path, 'clamd.conf');
    const clam = scanner(settings);
    writeFileSync(join(home, 'Downloads', 'invoice.pdf'), EICAR);
    const socket = join(folder.path, 'clamd.sock');
    const database = join(folder.path, 'signatures');
    writeFileSync(settings, `LocalSocket ${socket}\nDatabaseDirectory ${database}\nForeground yes\n`);
    const clamd = spawn('/usr/sbin/clamd', [`--config-file=${settings}`], { stdio: 'ignore' });
    try {
      await until(() => (existsSync(socket) ? true : undefined), 10_000);
      expect(await clam.scan('downloads', { onCancel: never, onProgress: () => undefined })).toEqual({
        checked: null,
        found: 1,
        skipped: 0,
        threats: [{ threat: 'Own.Eicar.UNOFFICIAL', file: 'invoice.pdf' }],
      });
    } finally {
      clamd.kill('SIGKILL');
    }
  });

  test('is ended by a cancel as soon as it is there', async () => {
    const cancelled: Event<void> = (listener) => {
      queueMicrotask(listener);
      return { dispose: () => undefined };
    };
    const scan = scanner().scan('downloads', { onCancel: cancelled, onProgress: () => undefined });
    await expect(scan).rejects.toMatchObject({ code: 'request.cancelled' });
  });
});

describe('Defender, as documented', () => {
  const FOLDER = 'C:\\Users\\u\\Downloads';

  test('scans one folder, and touches nothing of it', () => {
    expect(defenderArguments(FOLDER)).toEqual(['-Scan', '-ScanType', '3', '-File', FOLDER, '-DisableRemediation']);
  });

  test('says what it found, and where', () => {
    const lines = [
      'Scan starting...',
      'Scan finished.',
      `Scanning ${FOLDER} found 1 threats.`,
      '',
      '<===========================LIST OF DETECTED THREATS==========================>',
      '----------------------------- Threat information ------------------------------',
      'Threat                  : Virus:DOS/EICAR_Test_File',
      'Resources               : 1 total',
      `    file                : ${FOLDER}\\sub\\invoice.pdf`,
      '-------------------------------------------------------------------------------',
    ];
    expect(readDefender(2, lines, FOLDER)).toEqual({
      checked: null,
      found: 1,
      skipped: 0,
      threats: [{ threat: 'Virus:DOS/EICAR_Test_File', file: 'sub\\invoice.pdf' }],
    });
    expect(readDefender(0, ['Scan finished.'], FOLDER)).toMatchObject({ found: 0, threats: [] });
    expect(() => readDefender(2, ['CmdTool: Failed with hr = 0x80508023.'], FOLDER)).toThrow('found nothing');
  });
});
