import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextOrder } from './stable-order.ts';

test('what was there keeps its place, what is new comes last, what is gone leaves', () => {
  expect(nextOrder([], ['b', 'a'])).toEqual(['b', 'a']);
  expect(nextOrder(['b', 'a', 'c'], ['d', 'c', 'b'])).toEqual(['b', 'c', 'd']);
});

test('each row stands there once, and none of before passes another', () => {
  const keys = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'));
  fc.assert(
    fc.property(keys, keys, (before, now) => {
      const next = nextOrder(before, now);
      expect([...next].sort()).toEqual([...now].sort());
      const kept = before.filter((key) => now.includes(key));
      expect(next.slice(0, kept.length)).toEqual(kept);
    }),
    { numRuns: 50 },
  );
});
