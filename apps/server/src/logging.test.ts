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
