import { FakeClock } from '@alongside/testkit';
import { expect, it } from 'vitest';
import { FixedWindow } from './fixed-window.ts';

it('lets `max` pass in each window, for each key on its own', async () => {
  const clock = new FakeClock();
  const window = new FixedWindow(clock, { periodMs: 1000, max: 2 });
  expect(['a', 'a', 'a', 'b'].map((key) => window.take(key))).toEqual([true, true, false, true]);
  await clock.advance(999);
  expect(window.take('a')).toBe(false);
  await clock.advance(1);
  expect(window.take('a')).toBe(true);
  window.take('a');
  window.forget('a');
  expect(window.take('a')).toBe(true);
});

it('is not moved by the wall clock', () => {
  const clock = new FakeClock();
  const window = new FixedWindow(clock, { periodMs: 1000, max: 1 });
  window.take('a');
  clock.jumpWall(60_000);
  expect(window.take('a')).toBe(false);
});
