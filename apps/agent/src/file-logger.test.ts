import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fileLogger } from './file-logger.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'alongside-log-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('writes one object a line', () => {
  fileLogger(folder).warn('the watchdog ended', { reason: 'SIGKILL' });
  const line = readFileSync(join(folder, 'agent.log'), 'utf8');
  expect(JSON.parse(line)).toMatchObject({ level: 40, msg: 'the watchdog ended', reason: 'SIGKILL' });
});

test('a long one is put aside while it is written, by an agent that runs for months, too', () => {
  const logger = fileLogger(folder);
  const long = 'x'.repeat(100_000);
  for (let line = 0; line < 120; line += 1) logger.info(`${line} ${long}`);
  const [now, before] = ['agent.log', 'agent.log.1'].map((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n'));
  const numbers = [...(before ?? []), ...(now ?? [])].map((line) => Number.parseInt(JSON.parse(line).msg, 10));
  // Two files of 5 MB hold the newest 53 to 106 of these lines, none lost between them.
  expect(before).toHaveLength(53);
  expect(numbers).toEqual(Array.from(numbers, (_, index) => 120 - numbers.length + index));
  expect(statSync(join(folder, 'agent.log')).mode & 0o777).toBe(0o600);
});

test.skipIf(process.platform !== 'linux')('a full disk ends nobody who tells something', () => {
  symlinkSync('/dev/full', join(folder, 'agent.log'));
  const logger = fileLogger(folder);
  const long = 'x'.repeat(1000);
  expect(() => {
    for (let line = 0; line < 1000; line += 1) logger.error(long);
  }).not.toThrow();
});
