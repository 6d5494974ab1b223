import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { defaultDataFolder, openDataFolder } from './data-folder.ts';

let place: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'alongside-data-folder-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(place, { recursive: true });
});

const modeOf = (path: string) => statSync(path).mode & 0o777;

test('a new folder, an empty one and one of ours are closed to others', () => {
  const [fresh, disk, ours] = ['fresh/in it', 'disk', 'ours'].map((name) => join(place, name)) as [string, string, string];
  mkdirSync(join(disk, 'lost+found'), { recursive: true });
  mkdirSync(join(ours, 'server'), { recursive: true });
  writeFileSync(join(ours, 'note'), '');
  for (const path of [fresh, disk, ours]) {
    expect(openDataFolder(path)).toBe(path);
    expect(modeOf(path)).toBe(0o700);
  }
});

test('a folder that is something else already stays open to whom it was', () => {
  chmodSync(place, 0o755);
  writeFileSync(join(place, 'of somebody'), '');
  expect(() => openDataFolder(place)).toThrow(/cannot be used \(it holds other files\)\. Choose another/u);
  expect(modeOf(place)).toBe(0o755);
});

test('the usual folder is ours, whatever a scan or an agent has left in it', () => {
  vi.stubEnv('XDG_DATA_HOME', place);
  mkdirSync(join(place, 'alongside'));
  writeFileSync(join(place, 'alongside', 'readings.json'), '');
  expect(openDataFolder(defaultDataFolder())).toBe(join(place, 'alongside'));
});

test('a relative one is meant from where npm was called, and none is none', () => {
  vi.stubEnv('INIT_CWD', place);
  expect(openDataFolder('data')).toBe(join(place, 'data'));
  expect(() => openDataFolder('')).toThrow('--data needs a folder.');
});

test.each([
  // Where nobody can make anything, root neither.
  ['/sys/nowhere', /\((?:the disk of \/sys can only be read|you may not change \/sys)\)/u],
  ['/sys/nowhere/deeper', /\((?:the disk of \/sys can only be read|you may not change \/sys)\)/u],
  ['/dev/null/in it/deeper', /\(\/dev\/null is no folder\)/u],
])('says of %s what keeps it from being made', (path, reason) => {
  expect(() => openDataFolder(path)).toThrow(reason);
});
