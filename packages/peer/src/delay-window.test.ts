import { expect, test } from 'vitest';
import { DelayWindow } from './delay-window.ts';
import { RateLimit } from './rate-limit.ts';

test('an age is what a thing took longer than the quickest way, whatever the clocks’ origins', () => {
  const window = new DelayWindow();
  expect(window.ageOf(0, 0)).toBe(Number.POSITIVE_INFINITY);
  window.add(1_000_000, 5_030);
  window.add(1_001_000, 6_005);
  window.add(1_002_000, 7_400);
  expect(window.ageOf(1_002_000, 7_005)).toBe(0);
  expect(window.ageOf(1_002_000, 7_755)).toBe(750);
  expect(window.ageOf(2_000_000, 7_755)).toBe(0);
});

test('a clock that runs slower is followed, so that ages do not grow over a long session', () => {
  const window = new DelayWindow();
  const slow = (now: number) => now * (1 - 50e-6);
  for (let now = 0; now < 8 * 3_600_000; now += 1_000) window.add(slow(now), now);
  const now = 8 * 3_600_000;
  expect(window.ageOf(slow(now), now)).toBeLessThan(5);
});

test('a rate limit lets a burst pass and then the average', () => {
  const limit = new RateLimit({ perSecond: 10, burst: 5, now: 0 });
  expect([1, 2, 3, 4, 5, 6].map(() => limit.take(1, 0))).toEqual([true, true, true, true, true, false]);
  expect(limit.take(1, 99)).toBe(false);
  expect(limit.take(1, 200)).toBe(true);
});
