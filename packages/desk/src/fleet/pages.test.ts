import { expect, test } from 'vitest';
import { pageOf, placeOf } from './pages.ts';

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

test('the place of a page is known without its rows', () => {
  expect(placeOf(5_123, 0)).toEqual({ page: 0, pages: 52, first: 1, last: 100 });
  expect(placeOf(5_123, 99)).toEqual({ page: 51, pages: 52, first: 5_101, last: 5_123 });
});
