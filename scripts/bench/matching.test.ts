import { expect, test } from 'vitest';
import { matchInOrder } from './measure-input.ts';
import { matchFlips, perSecond } from './measure-picture.ts';
import { coresBetween } from './processor-time.ts';

test('a change is matched with the first sight of it, and not with one of a later change', () => {
  const flips = [
    { on: true, at: 100 },
    { on: false, at: 500 },
    { on: true, at: 900 },
  ];
  const seen = [
    { on: false, at: 0 },
    { on: true, at: 130 },
    // The second change was never seen; the third is.
    { on: true, at: 925 },
  ];
  expect(matchFlips(flips, seen)).toEqual([30, 25]);
});

test('each cause has at most one effect, before the next cause', () => {
  expect(matchInOrder([10, 20, 30], [{ at: 5 }, { at: 12 }, { at: 13 }, { at: 34 }])).toEqual([2, 4]);
});

test('frames are counted from one second after the first on', () => {
  const frames = Array.from({ length: 90 }, (_, index) => ({ number: (index % 255) + 1, at: 5_000 + index * 40 }));
  expect(perSecond([{ number: 0, at: 1_000 }, ...frames], 2)).toEqual([25, 25]);
});

test('what no tree used is foreign', () => {
  const before = { trees: [1, 2], machine: 10, at: 0 };
  const after = { trees: [2, 2.5], machine: 13, at: 2_000 };
  expect(coresBetween(before, after)).toEqual({ trees: [0.5, 0.25], other: 0.75 });
});
