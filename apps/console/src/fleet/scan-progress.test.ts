import { expect, test } from 'vitest';
import { progressOf } from './scan-progress.ts';

test('a scan that goes on: what is over counts as progress, and it can be cancelled', () => {
  expect(progressOf({ done: 4, waiting: 3, refused: 1, running: 2, failed: 0 })).toEqual({
    parts: [
      { state: 'waiting', count: 3 },
      { state: 'running', count: 2 },
      { state: 'done', count: 4 },
      { state: 'refused', count: 1 },
    ],
    over: 5,
    total: 10,
    canRetry: false,
    canCancel: true,
  });
});

test('a scan that ended badly can be tried again, a no cannot', () => {
  expect(progressOf({ 'timed-out': 2, done: 1 })).toMatchObject({ over: 3, total: 3, canRetry: true, canCancel: false });
  expect(progressOf({ refused: 2 })).toMatchObject({ canRetry: false, canCancel: false });
});
