import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Comparison,
  type ComparisonEffect,
  type ComparisonEvent,
  MAX_COMPARISONS,
  NO_COMPARISON,
  NONCE_WITHIN_MS,
  nextComparison,
} from './comparison.ts';

const DRAWN = 'ab'.repeat(32);
const OTHER = 'cd'.repeat(32);
const CHOICES = [
  ['abandon', 'ability', 'able', 'about'],
  ['above', 'absent', 'absorb', 'abstract'],
  ['absurd', 'abuse', 'access', 'accident'],
];
const RIGHT = 1;

const begun = (at: number): ComparisonEvent => ({ type: 'begun', at });
const nonce = (at: number): ComparisonEvent => ({ type: 'nonce', at, choices: CHOICES, right: RIGHT });
const seen = (at: number, wordsHash = DRAWN): ComparisonEvent => ({
  type: 'dialog',
  at,
  event: { type: 'visible', at, visible: true, wordsHash },
});
const picked = (at: number, pick: number | 'none' | 'not-on-phone', wordsHash = DRAWN): ComparisonEvent => ({
  type: 'picked',
  at,
  pick,
  wordsHash,
});
const tick = (at: number): ComparisonEvent => ({ type: 'tick', at });

function play(...events: ComparisonEvent[]): { state: Comparison; effects: string[]; all: ComparisonEffect[] } {
  let state = NO_COMPARISON;
  const all: ComparisonEffect[] = [];
  for (const event of events) {
    const step = nextComparison(state, event);
    state = step.state;
    all.push(...step.effects);
  }
  return { state, all, effects: all.map((effect) => (effect.type === 'over' ? effect.outcome : effect.type)) };
}

const OPEN = [begun(0), nonce(100), seen(200)];

describe('the user’s side', () => {
  test.each<[string, ComparisonEvent[], string[], Comparison['state']]>([
    ['the right words', [...OPEN, picked(1_200, RIGHT)], ['commit', 'reveal', 'matched'], 'matched'],
    ['another string', [...OPEN, picked(1_200, 0)], ['commit', 'reveal', 'refused'], 'refused'],
    ['the last string', [...OPEN, picked(1_200, 2)], ['commit', 'reveal', 'refused'], 'refused'],
    ['none of these', [...OPEN, picked(1_200, 'none')], ['commit', 'reveal', 'refused'], 'refused'],
    ['not on the phone', [...OPEN, picked(1_200, 'not-on-phone')], ['commit', 'reveal', 'not-on-phone'], 'not-on-phone'],
    ['a press too soon', [...OPEN, picked(1_199, RIGHT)], ['commit', 'reveal'], 'open'],
    ['a press before it is visible', [begun(0), nonce(100), picked(90_000, RIGHT)], ['commit', 'reveal'], 'open'],
    ['a press for other words', [...OPEN, picked(1_200, RIGHT, OTHER)], ['commit', 'reveal'], 'open'],
    ['a press before the nonce', [begun(0), picked(5_000, RIGHT)], ['commit'], 'committed'],
    ['a second nonce', [...OPEN, nonce(300), picked(1_200, RIGHT)], ['commit', 'reveal', 'matched'], 'matched'],
    ['a nonce that nobody asked for', [nonce(0), picked(5_000, RIGHT)], [], 'idle'],
    ['begun twice', [begun(0), begun(1), nonce(100)], ['commit', 'reveal'], 'open'],
    ['no nonce in time', [begun(0), tick(NONCE_WITHIN_MS)], ['commit', 'no-nonce'], 'idle'],
    ['a nonce too late', [begun(0), nonce(NONCE_WITHIN_MS), nonce(NONCE_WITHIN_MS + 1)], ['commit', 'no-nonce'], 'idle'],
    ['silence', [...OPEN, tick(120_100)], ['commit', 'reveal', 'unanswered'], 'idle'],
    ['the right words after the time', [...OPEN, picked(120_100, RIGHT)], ['commit', 'reveal', 'unanswered'], 'idle'],
    ['a second pick', [...OPEN, picked(1_200, 0), picked(1_300, RIGHT)], ['commit', 'reveal', 'refused'], 'refused'],
    ['a second try after no', [...OPEN, picked(1_200, 'none'), begun(2_000)], ['commit', 'reveal', 'refused'], 'refused'],
    [
      'asked again after "not on the phone"',
      [...OPEN, picked(1_200, 'not-on-phone'), begun(2_000)],
      ['commit', 'reveal', 'not-on-phone'],
      'not-on-phone',
    ],
  ])('%s', (_name, events, effects, state) => {
    expect(play(...events)).toMatchObject({ effects, state: { state } });
  });

  test('is asked at most three times, however it goes', () => {
    const rounds = Array.from({ length: 6 }, (_, round) => [begun(round * 200_000), nonce(round * 200_000 + 1)]).flat();
    expect(play(...rounds).effects.filter((effect) => effect === 'commit')).toHaveLength(MAX_COMPARISONS);
    const silent = Array.from({ length: 6 }, (_, round) => [begun(round * 20_000), tick(round * 20_000 + 15_000)]).flat();
    expect(play(...silent).effects).toEqual([
      ...Array.from({ length: MAX_COMPARISONS }, () => ['commit', 'no-nonce']).flat(),
      ...Array.from({ length: 3 }, () => 'spent'),
    ]);
  });

  test('no match without the right words, in view for a second; one end for good; never a fourth try', () => {
    const kinds = fc.record({
      kind: fc.constantFrom('begun', 'nonce', 'seen', 'hidden', 'pick', 'tick'),
      after: fc.oneof(fc.nat(2_000), fc.nat(130_000)),
      pick: fc.constantFrom<(number | 'none' | 'not-on-phone')[]>(0, 1, 2, 'none', 'not-on-phone'),
      words: fc.constantFrom(DRAWN, OTHER),
    });
    fc.assert(
      fc.property(fc.array(kinds, { maxLength: 60 }), (drawn) => {
        let state = NO_COMPARISON;
        let at = 0;
        let ended: string | undefined;
        let commits = 0;
        for (const { kind, after, pick, words } of drawn) {
          at += after;
          const event: ComparisonEvent =
            kind === 'begun'
              ? begun(at)
              : kind === 'nonce'
                ? nonce(at)
                : kind === 'pick'
                  ? picked(at, pick, words)
                  : kind === 'tick'
                    ? tick(at)
                    : { type: 'dialog', at, event: { type: 'visible', at, visible: kind === 'seen', wordsHash: words } };
          const before = state;
          const step = nextComparison(state, event);
          state = step.state;
          for (const effect of step.effects) {
            expect(ended).toBeUndefined();
            if (effect.type === 'commit') commits += 1;
            if (effect.type !== 'over' || effect.outcome === 'unanswered') continue;
            ended = effect.outcome;
            if (before.state !== 'open') throw new Error('an answer to nothing');
            expect(at - (before.dialog.visibleSince ?? at)).toBeGreaterThanOrEqual(1_000);
            expect(effect.outcome === 'matched').toBe(pick === RIGHT);
          }
        }
        expect(commits).toBeLessThanOrEqual(MAX_COMPARISONS);
      }),
      { numRuns: 500 },
    );
  });
});
