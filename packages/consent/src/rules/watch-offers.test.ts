import { expect, test } from 'vitest';
import { mayOfferToWatch, NO_WATCH_OFFERS, nextWatchOffers } from './watch-offers.ts';

test('a no is one for the session', () => {
  const after = nextWatchOffers(NO_WATCH_OFFERS, { how: 'refused', at: 1_000 });
  expect([mayOfferToWatch(NO_WATCH_OFFERS, 0), mayOfferToWatch(after, 1e12)]).toEqual([true, false]);
});

test('silence is waited out, and the third is a no', () => {
  let offers = NO_WATCH_OFFERS;
  for (const at of [0, 100_000]) {
    offers = nextWatchOffers(offers, { how: 'unanswered', at });
    expect([mayOfferToWatch(offers, at + 59_999), mayOfferToWatch(offers, at + 60_000)]).toEqual([false, true]);
  }
  expect(mayOfferToWatch(nextWatchOffers(offers, { how: 'unanswered', at: 200_000 }), 1e12)).toBe(false);
});

test('what is taken back waits twice as long each time, and forgives no silence', () => {
  const once = nextWatchOffers(NO_WATCH_OFFERS, { how: 'withdrawn', at: 0 });
  const twice = nextWatchOffers(once, { how: 'withdrawn', at: 5_000 });
  expect([once.until, twice.until]).toEqual([5_000, 15_000]);
  const silent = nextWatchOffers(NO_WATCH_OFFERS, { how: 'unanswered', at: 0 });
  expect(nextWatchOffers(silent, { how: 'withdrawn', at: 1_000 }).until).toBe(60_000);
});
