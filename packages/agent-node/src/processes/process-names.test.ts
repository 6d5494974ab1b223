import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { matchRemoteTools } from '@alongside/protocol';
import { afterEach, expect, test } from 'vitest';
import { temporaryFolder } from '../../../../test/fixtures/temporary-folder.ts';
import { processNames } from './process-names.ts';

const folder = temporaryFolder();
afterEach(() => folder.remove());

test.runIf(process.platform === 'linux')('a running program is found by its name, and no more once it has ended', async () => {
  const program = join(folder.path, 'anydesk');
  copyFileSync('/bin/sleep', program);
  const child = spawn(program, ['60']);
  await once(child, 'spawn');
  expect(matchRemoteTools(processNames())).toContain('AnyDesk');
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(matchRemoteTools(processNames())).not.toContain('AnyDesk');
});
