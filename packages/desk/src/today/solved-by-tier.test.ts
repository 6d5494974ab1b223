import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addedUp, firstTierShare, solvedByKey, sumOf } from './solved-by-tier.ts';

test('a row of each key, the most first, what has none among them', () => {
  const rows = solvedByKey([
    { key: 'printer', tier: 1, count: 3 },
    { key: null, tier: 2, count: 1 },
    { key: 'account', tier: 4, count: 1 },
    { key: 'printer', tier: 2, count: 1 },
  ]);
  expect(rows).toEqual([
    { key: 'printer', byTier: [3, 1, 0, 0] },
    { key: null, byTier: [0, 1, 0, 0] },
    { key: 'account', byTier: [0, 0, 0, 1] },
  ]);
});

test('the first tier’s share is of all that was solved, and nothing of nothing', () => {
  expect(firstTierShare([3, 1, 0, 0])).toBe(0.75);
  expect(firstTierShare([0, 0, 0, 0])).toBeUndefined();
});

test('nothing is lost or counted twice, however it is grouped', () => {
  const count = fc.record({
    key: fc.option(fc.constantFrom('a', 'b', 'c')),
    tier: fc.integer({ min: 1, max: 4 }),
    count: fc.nat(50),
  });
  fc.assert(
    fc.property(fc.array(count), (counts) => {
      const rows = solvedByKey(counts);
      expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
      expect(sumOf(addedUp(rows))).toBe(counts.reduce((sum, each) => sum + each.count, 0));
    }),
    { numRuns: 50 },
  );
});
