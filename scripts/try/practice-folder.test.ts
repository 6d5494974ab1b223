import { chownSync, existsSync, lstatSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clearAway } from './practice-computer.ts';
import { closeScreenFolder, furnish, places } from './practice-folder.ts';

/** In no passwd(5). */
const PROGRAMS = { name: 'stranger', uid: 64_322, gid: 64_322, home: '/' };
const OURSELVES = { programs: undefined, agent: undefined };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'practice-folder-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const rights = (path: string) => {
  const { uid, mode } = lstatSync(path);
  return [uid === 0 ? 'root' : 'programs', (mode & 0o777).toString(8)];
};

test.skipIf(process.getuid?.() !== 0)('as root, programs own what they need and cannot lead a root agent elsewhere', () => {
  furnish(folder, { programs: PROGRAMS, agent: undefined }, []);
  const { home, bitmap, agentData, screen, authority } = places(folder);
  expect(rights(folder)).toEqual(['root', '711']);
  expect(rights(agentData)).toEqual(['root', '700']);
  expect(rights(home)).toEqual(['programs', '700']);
  expect(rights(bitmap)[0]).toBe('programs');
  expect(rights(authority)).toEqual(['programs', '600']);
  expect(rights(screen)).toEqual(['programs', '700']);
  closeScreenFolder(folder);
  expect(rights(screen)).toEqual(['root', '700']);
});

test.skipIf(process.getuid?.() !== 0)('an agent that runs as their user has a folder of its own', () => {
  furnish(folder, { programs: PROGRAMS, agent: PROGRAMS }, []);
  expect([rights(folder), rights(places(folder).agentData)]).toEqual([
    ['root', '711'],
    ['programs', '700'],
  ]);
});

test('what an earlier practice left behind is cleared away', async () => {
  furnish(folder, OURSELVES, []);
  expect(await clearAway(folder, { user: OURSELVES })).toBe(true);
  expect(existsSync(folder)).toBe(false);
});

test('a link where a practice was is left alone', async () => {
  const target = join(folder, 'target');
  mkdirSync(join(target, 'agent'), { recursive: true });
  // Followed, it would be asked to retire, and refused.
  writeFileSync(join(target, 'agent', 'enrollment.json'), '{}');
  const link = join(folder, 'link');
  symlinkSync(target, link);
  expect(await clearAway(link, { user: OURSELVES })).toBe(true);
  expect([existsSync(link), existsSync(join(target, 'agent', 'enrollment.json'))]).toEqual([true, true]);
});

test.skipIf(process.getuid?.() !== 0)('a folder that somebody else made where a practice was is left alone', async () => {
  writeFileSync(join(folder, 'theirs'), '');
  chownSync(folder, PROGRAMS.uid, PROGRAMS.gid);
  // Not even the user of the practice's programs: one of them may have made it.
  expect(await clearAway(folder, { user: { programs: PROGRAMS, agent: PROGRAMS } })).toBe(true);
  expect(existsSync(join(folder, 'theirs'))).toBe(true);
});
