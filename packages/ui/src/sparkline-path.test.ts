import { expect, test } from 'vitest';
import { sparkPath } from './sparkline-path.ts';

test('the line goes from edge to edge, breaks where nothing is known, and marks the last known point', () => {
  const points = [
    { x: 10, y: 0 },
    { x: 20, y: 0.5 },
    { x: 30, y: null },
    { x: 50, y: 1 },
  ];
  expect(sparkPath(points, 0, 1)).toEqual({ line: 'M0 40h0L25 20M100 0h0', last: 'M100 0h0' });
});

test('what lies outside stays within, and nothing at all is no line', () => {
  expect(sparkPath([{ x: 5, y: 7 }], 0, 1)).toEqual({ line: 'M0 0h0', last: 'M0 0h0' });
  expect(sparkPath([], 0, 1)).toEqual({ line: '', last: '' });
  expect(sparkPath([{ x: 5, y: 0 }], 0, 0).line).toBe('M0 40h0');
});
