import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findElectron } from './electron-binary.ts';
import { runHost } from './run-host.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'alongside-electron-binary-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** The package as npm leaves it, with an installer of the test's. */
async function electronPackage(installer: string): Promise<string> {
  await writeFile(join(folder, 'package.json'), '{"type":"commonjs"}');
  await writeFile(
    join(folder, 'install.js'),
    `const fs = require('fs'); process.chdir(${JSON.stringify(folder)});\n${installer}`,
  );
  return folder;
}

const FETCHES = "fs.mkdirSync('dist'); fs.writeFileSync('dist/electron', ''); fs.writeFileSync('path.txt', 'electron');";

test('takes the one that a variable names, and says where it is not there', async () => {
  const packageDir = await electronPackage("fs.writeFileSync('fetched', '');");
  const given = join(folder, 'given');
  const find = () => findElectron({ environment: { ELECTRON_OVERRIDE_DIST_PATH: given }, packageDir });
  expect(await find()).toMatchObject({ kind: 'absent', reason: expect.stringContaining(given) });
  await mkdir(given);
  await writeFile(join(given, 'electron'), '');
  expect(await find()).toEqual({ kind: 'found', file: join(given, 'electron') });
  expect(existsSync(join(folder, 'fetched'))).toBe(false);
});

test('fetches it once, and takes what was fetched', async () => {
  const packageDir = await electronPackage(`fs.appendFileSync('times', 'x'); ${FETCHES}`);
  const found = { kind: 'found', file: join(folder, 'dist', 'electron') };
  expect(await findElectron({ environment: process.env, packageDir })).toEqual(found);
  await writeFile(join(folder, 'install.js'), 'process.exit(1)');
  expect(await findElectron({ environment: process.env, packageDir })).toEqual(found);
});

test.each([
  ['TypeError: fetch failed', "console.error('TypeError: fetch failed\\n    at x'); process.exit(1);", '(fetch failed)'],
  ['nothing', 'process.exit(1);', '(it did not say why)'],
  ['success without a program', 'process.exit(0);', 'its download left no program'],
])('says why where the download ends with %s', async (_name, installer, reason) => {
  const packageDir = await electronPackage(installer);
  const answer = await findElectron({ environment: process.env, packageDir });
  expect(answer).toMatchObject({ kind: 'absent', reason: expect.stringContaining(reason) });
});

test('a download that goes on may take its time, and leaves nothing beside the program', async () => {
  const packageDir = await electronPackage(`
    const place = require('os').tmpdir();
    fs.writeFileSync('place', place);
    let parts = 0;
    const fetching = setInterval(() => {
      fs.appendFileSync(place + '/electron.zip', 'part');
      parts += 1;
      if (parts < 10) return;
      clearInterval(fetching);
      ${FETCHES}
    }, 200);`);
  // Longer than a process takes to begin on a busy machine, and shorter than all of the download.
  const answer = await findElectron({ environment: process.env, packageDir, fetchLimitMs: 1_500 });
  expect(answer).toEqual({ kind: 'found', file: join(folder, 'dist', 'electron') });
  expect(existsSync(await readFile(join(folder, 'place'), 'utf8'))).toBe(false);
});

test('a download that stands still is ended', async () => {
  const packageDir = await electronPackage('setInterval(() => undefined, 1_000);');
  const answer = await findElectron({ environment: process.env, packageDir, fetchLimitMs: 100 });
  expect(answer).toMatchObject({ kind: 'absent', reason: expect.stringContaining('nothing of it came for') });
});

test('the package may not be there', async () => {
  const answer = await findElectron({ environment: process.env, packageDir: join(folder, 'nowhere') });
  expect(answer).toEqual({ kind: 'absent', reason: 'the package electron is not installed' });
});

async function program(text: string): Promise<string> {
  const file = join(folder, 'electron');
  await writeFile(file, `#!/bin/sh\n${text}\n`);
  await chmod(file, 0o755);
  return file;
}

const run = (file: string, earlyMs: number) => runHost({ file, args: [], environment: process.env, cwd: folder, earlyMs });

test('an end in trouble is early within its time, and late after it; a good end is never early', async () => {
  expect(await run(await program('exit 1'), 60_000).ended).toEqual({ code: 1, early: true });
  expect(await run(await program('exit 1'), 0).ended).toEqual({ code: 1, early: false });
  expect(await run(await program('exit 0'), 60_000).ended).toEqual({ code: 0, early: false });
  expect(await run(await program('kill -SEGV $$'), 60_000).ended).toEqual({ code: 139, early: true });
  expect(await run(join(folder, 'nowhere'), 60_000).ended).toEqual({ code: 127, early: true });
});

test('one that stays ends when it is told to, and that is not early', async () => {
  const host = run(await program('exec sleep 600'), 60_000);
  host.stop();
  expect(await host.ended).toEqual({ code: 143, early: false });
});

test('on Windows one that heeds Ctrl-C by itself is not ended in the middle of it', async () => {
  const file = await program('sleep 0.2; exit 3');
  const host = runHost({ file, args: [], environment: process.env, cwd: folder, earlyMs: 60_000, platform: 'win32' });
  process.emit('SIGHUP');
  expect(await host.ended).toEqual({ code: 3, early: false });
});
