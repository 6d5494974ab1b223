import { expect, test } from 'vitest';
import { fromLocalField, toLocalField } from './local-time.ts';

test('a time goes into its field and comes back to the minute', () => {
  const at = new Date(2026, 0, 3, 7, 5, 0).getTime();
  expect(toLocalField(at)).toBe('2026-01-03T07:05');
  expect(fromLocalField(toLocalField(at), at - 1)).toBe(at);
});

test('what is over or is no time is nothing', () => {
  const at = new Date(2026, 0, 3, 7, 5, 0).getTime();
  expect(fromLocalField('2026-01-03T07:05', at)).toBeUndefined();
  expect(fromLocalField('', 0)).toBeUndefined();
});
