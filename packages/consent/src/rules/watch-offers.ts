import { COOLING_MS, REFUSALS, WITHDRAWN_MS } from './ask-queue.ts';

/** How often the user was asked in a session whether somebody may watch it, without a yes. Times are monotonic. */
export interface WatchOffers {
  readonly state: 'open' | 'refused';
  readonly unanswered: number;
  readonly withdrawn: number;
  /** Not asked again before. */
  readonly until: number;
}

export const NO_WATCH_OFFERS: WatchOffers = { state: 'open', unanswered: 0, withdrawn: 0, until: 0 };

/**
 * While the user is asked, whoever helps stands still: so a no is one for the session, silence is waited out and the third is
 * a no, and what is taken back waits twice as long each time.
 */
export function nextWatchOffers(
  offers: WatchOffers,
  { how, at }: { readonly how: 'refused' | 'unanswered' | 'withdrawn'; readonly at: number },
): WatchOffers {
  if (offers.state === 'refused' || how === 'refused') return { ...offers, state: 'refused' };
  if (how === 'withdrawn') {
    const withdrawn = offers.withdrawn + 1;
    return { ...offers, withdrawn, until: Math.max(offers.until, at + WITHDRAWN_MS * 2 ** Math.min(withdrawn - 1, 10)) };
  }
  const unanswered = offers.unanswered + 1;
  return { ...offers, state: unanswered >= REFUSALS ? 'refused' : 'open', unanswered, until: at + COOLING_MS };
}

export function mayOfferToWatch({ state, until }: WatchOffers, at: number): boolean {
  return state === 'open' && at >= until;
}
