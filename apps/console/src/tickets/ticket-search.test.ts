import { expect, test } from 'vitest';
import { filterOf, isNarrowed, readTicketSearch, withParts } from './ticket-search.ts';

test('an address that anybody wrote: what is nothing is left out, the rest is kept', () => {
  expect(readTicketSearch({ status: 'open', tier: '2', text: 1042, by: 'priority', owner: '?', extra: 1 })).toEqual({
    status: 'open',
    tier: 2,
    text: '1042',
    by: 'priority',
  });
  expect(readTicketSearch({ status: 'gone', tier: 9, by: 'luck', tag: '' })).toEqual({});
});

test('a part that is emptied leaves the address', () => {
  const search = withParts({ status: 'open', tag: 'vip' }, { tag: '', priority: '5' });
  expect(search).toEqual({ status: 'open', priority: 5 });
  expect(filterOf({ ...search, by: 'waiting' })).toEqual(search);
  expect([isNarrowed({ by: 'waiting' }), isNarrowed(search)]).toEqual([false, true]);
});
