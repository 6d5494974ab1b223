import { expect, test } from 'vitest';
import { pageOf } from './pages.ts';

const rows = ['a', 'b', 'c', 'd', 'e'];

test('pages of a list, the last one shorter', () => {
  expect(pageOf(rows, 0, 2)).toEqual({ rows: ['a', 'b'], page: 0, pages: 3, first: 1, last: 2 });
  expect(pageOf(rows, 2, 2)).toEqual({ rows: ['e'], page: 2, pages: 3, first: 5, last: 5 });
});

test('a page that is not there any more is the last one; nothing is one empty page', () => {
  expect(pageOf(rows, 7, 2).page).toBe(2);
  expect(pageOf(rows, -1, 2).page).toBe(0);
  expect(pageOf([], 3)).toEqual({ rows: [], page: 0, pages: 1, first: 0, last: 0 });
});
