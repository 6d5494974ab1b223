import { expect, test } from 'vitest';
import { afterSaid } from './after-said.ts';

test('what was written while a message was on its way stays', () => {
  expect(afterSaid(' It says offline.\n', 'It says offline.')).toBe('');
  expect(afterSaid('It says offline.\nSince Monday.', 'It says offline.')).toBe('Since Monday.');
  expect(afterSaid('Something else', 'It says offline.')).toBe('Something else');
  expect(afterSaid('', 'It says offline.')).toBe('');
});
