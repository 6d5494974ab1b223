import { expect, test } from 'vitest';
import { CHECKS } from './checks/index.ts';
import { checksOf } from './make-report.ts';

test('the same check can be run again alone, within the levels that are allowed', () => {
  const only = ['disk.space', 'no.such'];
  expect(checksOf(CHECKS, { profile: 'full', levels: ['P0', 'P1'], only }).map(({ id }) => id)).toEqual(['disk.space']);
  expect(checksOf(CHECKS, { profile: 'full', levels: ['P0'], only })).toEqual([]);
  expect(checksOf(CHECKS, { profile: 'full', levels: ['P0', 'P1'] }).length).toBeGreaterThan(1);
});
