import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
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

test.skipIf(process.platform !== 'linux')('a full disk ends nobody who tells something', () => {
  symlinkSync('/dev/full', join(folder, 'agent.log'));
  const logger = fileLogger(folder);
  const long = 'x'.repeat(1000);
  expect(() => {
    for (let line = 0; line < 1000; line += 1) logger.error(long);
  }).not.toThrow();
});
