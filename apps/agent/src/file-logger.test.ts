import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { temporaryFolder } from '../../../test/fixtures/temporary-folder.ts';
import { fileLogger } from './file-logger.ts';

const folder = temporaryFolder();
afterEach(() => folder.remove());

test.skipIf(process.platform !== 'linux')('a full disk throws in nobody who tells something, however often', () => {
  // full(4): each write fails with ENOSPC.
  symlinkSync('/dev/full', join(folder.path, 'agent.log'));
  const logger = fileLogger(folder.path);
  for (let lines = 0; lines < 2_000; lines += 1) {
    expect(() => logger.warn('the link broke', { code: 'link.lost', why: 'x'.repeat(300) })).not.toThrow();
  }
});
