import type { WordsOutcome } from '@alongside/protocol';
import { MAX_COMPARISONS } from './comparison.ts';
import type { Words } from './short-string.ts';

/**
 * The technician's side: the words are read aloud, and the user's side says what came of it.
 *
 *   none ── commit ──▶ committed ── reveal ──▶ shown ── outcome ──▶ over
 *                      ▲   └──── "unanswered": our nonce came late ──▶ │
 *                      └───── after "unanswered" only, three in all ───┘
 *
 * Whatever is out of this order burns the link: an agent of ours never says it, and somebody in the middle may not try
 * one nonce after the other until the words fit.
 */
export type Reading =
  | { readonly state: 'none'; readonly tries: number }
  | { readonly state: 'committed'; readonly tries: number; readonly commitment: string; readonly epoch: number }
  | { readonly state: 'shown'; readonly tries: number; readonly words: Words }
  | { readonly state: 'over'; readonly tries: number; readonly outcome: WordsOutcome }
  | { readonly state: 'broken' };

export type ReadingEvent =
  | { readonly type: 'commit'; readonly commitment: string; readonly epoch: number }
  /** `commitment` is what the revealed nonce hashes to. */
  | { readonly type: 'reveal'; readonly commitment: string; readonly words: Words }
  | { readonly type: 'outcome'; readonly outcome: WordsOutcome };

export const NOTHING_TO_READ: Reading = { state: 'none', tries: 0 };

const BROKEN: Reading = { state: 'broken' };

export function nextReading(reading: Reading, event: ReadingEvent): Reading {
  switch (reading.state) {
    case 'none':
      return event.type === 'commit' ? commit(reading.tries, event) : BROKEN;
    case 'committed':
      if (event.type === 'reveal' && event.commitment === reading.commitment) {
        return { state: 'shown', tries: reading.tries, words: event.words };
      }
      if (event.type === 'outcome' && event.outcome === 'unanswered') return over(reading.tries, event.outcome);
      return BROKEN;
    case 'shown':
      return event.type === 'outcome' ? over(reading.tries, event.outcome) : BROKEN;
    case 'over':
      return event.type === 'commit' && reading.outcome === 'unanswered' ? commit(reading.tries, event) : BROKEN;
    case 'broken':
      return reading;
  }
}

function commit(tries: number, { commitment, epoch }: ReadingEvent & { type: 'commit' }): Reading {
  return tries < MAX_COMPARISONS ? { state: 'committed', tries: tries + 1, commitment, epoch } : BROKEN;
}

function over(tries: number, outcome: WordsOutcome): Reading {
  return { state: 'over', tries, outcome };
}
