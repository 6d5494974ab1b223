import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { list, type ReadEntry } from 'tar';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LAUNCHER, loadsElsewhere } from './archive-contents.ts';
import { removeUnfinished } from './make-archive.ts';
import { hashFile, writeArchive } from './write-archive.ts';

const CONTENTS = [LAUNCHER, 'link', 'packages/a/b.txt'];
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'alongside-archive-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A checkout as it may lie on some machine. */
function checkout(name: string, mode: number, time: number): string {
  const root = join(folder, name);
  for (const path of [LAUNCHER, 'packages/a/b.txt']) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), `content of ${path}`);
    chmodSync(join(root, path), path === LAUNCHER ? mode | 0o100 : mode);
    utimesSync(join(root, path), time, time);
  }
  symlinkSync('packages/a', join(root, 'link'));
  return root;
}

test('the same contents are the same bytes, whatever their times and rights', async () => {
  const [first, second] = [join(folder, '1.tar.gz'), join(folder, '2.tar.gz')];
  await writeArchive(checkout('one', 0o600, 1_000_000_000), CONTENTS, first);
  await writeArchive(checkout('two', 0o664, 1_700_000_000), CONTENTS, second);
  expect(await hashFile(first)).toBe(await hashFile(second));
  await writeArchive(checkout('three', 0o644, 1), CONTENTS.slice(1), second);
  expect(await hashFile(first)).not.toBe(await hashFile(second));
});

test('unpacks to one folder with the launcher on top, for anybody to read', async () => {
  const path = join(folder, 'archive.tar.gz');
  await writeArchive(checkout('one', 0o600, 1_700_000_000), CONTENTS, path);
  const found: unknown[] = [];
  await list({
    file: path,
    onReadEntry: ({ path: name, type, mode, mtime, uid, linkpath }: ReadEntry) => {
      found.push([name, type, type === 'SymbolicLink' ? linkpath : mode, mtime?.getTime() ?? 0, uid ?? 0]);
    },
  });
  expect(found).toEqual([
    ['alongside-agent/alongside', 'File', 0o755, 0, 0],
    ['alongside-agent/link', 'SymbolicLink', 'packages/a', 0, 0],
    ['alongside-agent/packages/a/b.txt', 'File', 0o644, 0, 0],
  ]);
});

test.each([
  ['GLIBC_2.14 GLIBC_2.2.5 GLIBCXX_3.4.21', true],
  ['GLIBC_2.28', true],
  ['GLIBC_2.2.5 GLIBC_2.34', false],
  ['GLIBC_3.0', false],
  ['', true],
])('a library that names %j loads elsewhere: %s', (symbols, expected) => {
  writeFileSync(join(folder, 'x.node'), `\0${symbols}\0`);
  expect(loadsElsewhere(join(folder, 'x.node'))).toBe(expected);
});

test('what a stopped server left half packed is removed, and nothing else', () => {
  const names = ['agent-1.tar.gz', `agent-2.tar.gz.${process.pid}`, 'note.1'];
  // No process has this number: Linux ends at 4194304.
  for (const name of [...names, 'agent-2.tar.gz.4194305']) writeFileSync(join(folder, name), 'half');
  removeUnfinished(folder);
  expect(readdirSync(folder).sort()).toEqual(names);
});
