import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { expect, it } from 'vitest';
import { pinoLogger } from './logging.ts';

it('writes JSON lines, without what is secret even where it was passed', () => {
  const lines: string[] = [];
  const logger = pinoLogger('info', { write: (line) => lines.push(line) });
  logger.info('one', { port: 1, token: 'hidden-1', request: { headers: { cookie: 'hidden-2' } }, signal: { sdp: 'hidden-3' } });
  logger.debug('two');
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ msg: 'one', port: 1, token: '[removed]' });
  expect(lines[0]).not.toContain('hidden');
});

it.skipIf(process.platform !== 'linux')('a full disk behind standard error ends nothing', () => {
  const script = `
    const { pinoLogger } = await import(${JSON.stringify(new URL('./logging.ts', import.meta.url).href)});
    const logger = pinoLogger('info');
    for (let line = 0; line < 1000; line += 1) logger.error('x'.repeat(2000));
    console.log('still here');`;
  const full = openSync('/dev/full', 'w');
  const { stdout, status } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', full],
    encoding: 'utf8',
  });
  closeSync(full);
  expect({ stdout, status }).toEqual({ stdout: 'still here\n', status: 0 });
});
