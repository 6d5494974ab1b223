import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { keptByNpm } from './arguments.ts';
import { root } from './paths.ts';

const OPTIONS = ['port', 'data', 'lan', 'public-url', 'cert'];

test.each([
  [{ npm_config_data: '/srv/desk' }, 'npm start -- --data'],
  [{ npm_config_public_url: 'true' }, 'npm start -- --public-url'],
  // `npm start --lan`
  [{ npm_config_long: 'true', npm_config_all: 'true', npm_config_yes: '' }, 'npm start -- --lan'],
  [{ npm_lifecycle_event: 'try', npm_config_port: 'true' }, 'npm run try -- --port'],
])('an option that npm kept for itself is said: %o', (environment, line) => {
  expect(keptByNpm(OPTIONS, { npm_lifecycle_event: 'start', ...environment })).toContain(line);
});

test.each([
  { npm_lifecycle_event: 'start', npm_config_cert: 'of a registry', npm_config_long: 'true', npm_config_registry: 'x' },
  { npm_config_data: 'set, but npm did not start this' },
])('what was meant for npm is no such: %o', (environment) => {
  expect(keptByNpm(OPTIONS, environment)).toBeUndefined();
});

test('a command that takes options alone begins nothing for another word', async () => {
  const started = promisify(execFile)(process.execPath, [join(root, 'scripts', 'start.ts'), '7500'], {
    env: { PATH: '/usr/bin:/bin' },
  });
  await expect(started).rejects.toMatchObject({ code: 64, stdout: '', stderr: expect.stringContaining('"7500" is no option.') });
});
