import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeClock } from '@alongside/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AgentArchive } from './agent-archive.ts';

let folder: string;
let archive: AgentArchive;
let told: string[];
let clock: FakeClock;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'alongside-archive-'));
  told = [];
  clock = new FakeClock();
});
afterEach(() => {
  archive.dispose();
  rmSync(folder, { recursive: true, force: true });
});

function begin(script: string): void {
  const path = join(folder, 'make.mjs');
  writeFileSync(path, script);
  archive = new AgentArchive((reason) => told.push(reason), { script: path, clock });
}

const kind = () => archive.look().kind;

test('is made once when it is first asked for, and again when its file is gone', async () => {
  const path = join(folder, 'made.tar.gz');
  const count = join(folder, 'starts');
  begin(`import { appendFileSync, writeFileSync } from 'node:fs';
    appendFileSync(${JSON.stringify(count)}, 'x');
    writeFileSync(${JSON.stringify(path)}, 'content');
    process.send({ made: { path: ${JSON.stringify(path)}, bytes: 7, sha256: 'ab' } });`);
  expect(existsSync(count)).toBe(false);
  expect(kind()).toBe('preparing');
  await expect.poll(kind).toBe('ready');
  expect(archive.look()).toEqual({ kind: 'ready', path, bytes: 7, sha256: 'ab' });
  rmSync(path);
  expect(kind()).toBe('preparing');
  await expect.poll(kind).toBe('ready');
  expect(told).toEqual([]);
});

test.each([
  ['says why', "process.send({ failed: 'no room on the disk' });", 'no room on the disk'],
  ['dies', 'process.exit(3);', 'its process ended with 3'],
])('tells once when its process %s, and tries again a minute later', async (_how, script, reason) => {
  begin(script);
  archive.look();
  await expect.poll(kind).toBe('failed');
  expect(archive.look()).toEqual({ kind: 'failed' });
  expect(told).toEqual([reason]);
  await clock.advance(59_999);
  expect(kind()).toBe('failed');
  await clock.advance(1);
  expect(kind()).toBe('preparing');
});

test('ends its process with itself, without a word', async () => {
  const mark = join(folder, 'runs');
  begin(
    `import { writeFileSync } from 'node:fs'; writeFileSync(${JSON.stringify(mark)}, String(process.pid)); setInterval(() => {}, 1000);`,
  );
  archive.look();
  await expect.poll(() => existsSync(mark)).toBe(true);
  archive.dispose();
  expect(kind()).toBe('preparing');
  expect(told).toEqual([]);
});
