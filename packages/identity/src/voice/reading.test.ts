import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_COMPARISONS } from './comparison.ts';
import { NOTHING_TO_READ, nextReading, type Reading, type ReadingEvent } from './reading.ts';

const C1 = 'ab'.repeat(32);
const C2 = 'cd'.repeat(32);
const WORDS = ['abandon', 'ability', 'able', 'about'];
const commit = (commitment = C1): ReadingEvent => ({ type: 'commit', commitment, epoch: 0 });
const reveal = (commitment = C1): ReadingEvent => ({ type: 'reveal', commitment, words: WORDS });
const outcome = (told: (ReadingEvent & { type: 'outcome' })['outcome']): ReadingEvent => ({ type: 'outcome', outcome: told });
const play = (...events: ReadingEvent[]): Reading => events.reduce(nextReading, NOTHING_TO_READ);
const round = (): ReadingEvent[] => [commit(), reveal(), outcome('unanswered')];

describe('the technician’s side', () => {
  test.each<[string, ReadingEvent[], Partial<Reading>]>([
    ['the words are shown once the nonce fits', [commit(), reveal()], { state: 'shown', words: WORDS }],
    ['what came of it', [commit(), reveal(), outcome('matched')], { state: 'over', outcome: 'matched' }],
    ['asked again after silence', [...round(), commit(C2), reveal(C2)], { state: 'shown' }],
    ['our nonce came late', [commit(), outcome('unanswered'), commit(C2)], { state: 'committed', commitment: C2 }],
    ['another nonce than was committed to', [commit(), reveal(C2)], { state: 'broken' }],
    ['a nonce without a commitment', [reveal()], { state: 'broken' }],
    ['a second nonce', [commit(), reveal(), reveal()], { state: 'broken' }],
    ['a second commitment before the end of the first', [commit(), commit(C2)], { state: 'broken' }],
    ['a second commitment while the words are read', [commit(), reveal(), commit(C2)], { state: 'broken' }],
    ['a match of words that nobody saw', [commit(), outcome('matched')], { state: 'broken' }],
    ['an outcome of nothing', [outcome('matched')], { state: 'broken' }],
    ['again after a match', [commit(), reveal(), outcome('matched'), commit(C2)], { state: 'broken' }],
    ['again after a no', [commit(), reveal(), outcome('refused'), commit(C2)], { state: 'broken' }],
    ['again after "not on the phone"', [commit(), reveal(), outcome('not-on-phone'), commit(C2)], { state: 'broken' }],
    ['a fourth time', [...round(), ...round(), ...round(), commit()], { state: 'broken' }],
    ['whole again', [reveal(), commit(), reveal()], { state: 'broken' }],
  ])('%s', (_name, events, state) => {
    expect(play(...events)).toMatchObject(state);
  });

  test('shows words at most three times, whatever comes, and each once', () => {
    const event = fc.oneof(
      fc.constantFrom(C1, C2).map((hash) => commit(hash)),
      fc.constantFrom(C1, C2).map((hash) => reveal(hash)),
      fc.constantFrom('matched' as const, 'refused' as const, 'not-on-phone' as const, 'unanswered' as const).map(outcome),
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        let reading = NOTHING_TO_READ;
        let shown = 0;
        for (const each of events) {
          const after = nextReading(reading, each);
          if (after.state === 'shown' && reading.state !== 'shown') shown += 1;
          if (reading.state === 'broken') expect(after.state).toBe('broken');
          reading = after;
        }
        expect(shown).toBeLessThanOrEqual(MAX_COMPARISONS);
      }),
      { numRuns: 500 },
    );
  });
});
