import { expect, test } from 'vitest';
import { isFiltered, readFilter, readSearch, sameFilter, withFilter } from './fleet-search.ts';

test('an address is read part by part: what is nothing is left out, the rest is kept', () => {
  expect(
    readSearch({ text: 4471, system: 'beos', seen: 'week', check: 'disk.space', by: 'worst', down: true, lang: 'en' }),
  ).toEqual({
    text: '4471',
    seen: 'week',
    check: 'disk.space',
    by: 'worst',
    down: true,
  });
  expect(readSearch({ by: 'colour', down: 'yes', scan: '', worst: ['fail'], tag: { a: 1 } })).toEqual({});
});

test('a part is changed, and an emptied one is gone', () => {
  const search = { text: 'lab', worst: 'fail', by: 'name' } as const;
  expect(withFilter(search, { worst: '', seen: 'now' })).toEqual({ text: 'lab', seen: 'now', by: 'name' });
});

test('order and scan are no part of the filter', () => {
  expect(readFilter({ by: 'name', scan: 'x', tag: 'lab' })).toEqual({ tag: 'lab' });
  expect(isFiltered(readFilter({ by: 'name' }))).toBe(false);
  expect(isFiltered({ tag: 'lab' })).toBe(true);
  expect(sameFilter({ tag: 'lab', seen: 'now' }, { seen: 'now', tag: 'lab' })).toBe(true);
  expect(sameFilter({ tag: 'lab' }, { tag: 'lab', seen: 'now' })).toBe(false);
});
