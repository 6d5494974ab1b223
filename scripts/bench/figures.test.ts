import { expect, test } from 'vitest';
import { figureOf, figuresOf, tableOf } from './figures.ts';

const oneToTwenty = Array.from({ length: 20 }, (_, index) => index + 1);

test('median and p95 of what should be low', () => {
  expect(figureOf(oneToTwenty, 'lower')).toEqual({ median: 10.5, p95: 19, n: 20 });
  expect(figureOf([3, 1, 2], 'lower')).toEqual({ median: 2, p95: 3, n: 3 });
});

test('p95 of what should be high is the low end', () => {
  expect(figureOf(oneToTwenty, 'higher')).toEqual({ median: 10.5, p95: 2, n: 20 });
});

test('what was not measured is left out', () => {
  const metric = { name: 'a', unit: 'ms', better: 'lower', ours: [1], peers: { other: [] } } as const;
  expect(figuresOf(metric)?.peers).toEqual({});
  expect(figuresOf({ ...metric, ours: [] })).toBeUndefined();
});

test('the table has a column for each peer', () => {
  const ours = { median: 1, p95: 2, n: 3 };
  const table = tableOf([
    { name: 'a', unit: 'ms', better: 'lower', ours, peers: { other: { median: 4, p95: 5, n: 6 } } },
    { name: 'b', unit: 'ms', better: 'lower', ours, peers: {} },
  ]);
  expect(table.split('\n').map((line) => line.split(/ {2,}/u))).toEqual([
    ['metric', 'unit', 'ours: median / p95 (n)', 'other'],
    ['a', 'ms', '1 / 2 (3)', '4 / 5 (6)'],
    ['b', 'ms', '1 / 2 (3)'],
  ]);
});
