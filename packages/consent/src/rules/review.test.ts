import type { Capability } from '@alongside/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  NO_REVIEW,
  nextReview,
  REVIEW_ANSWER_MS,
  REVIEW_EVERY_MS,
  type Review,
  type ReviewEffect,
  type ReviewEvent,
  reviewDeadline,
  reviewRemainingMs,
} from './review.ts';

const BOTH: Capability[] = ['screen.view', 'shell.run'];
const changed = (at: number, ...live: Capability[]): ReviewEvent => ({ type: 'grants-changed', at, live });
const tick = (at: number): ReviewEvent => ({ type: 'tick', at });
const answered = (at: number, ...keep: Capability[]): ReviewEvent => ({ type: 'answered', at, keep });

function play(...events: ReviewEvent[]): { state: Review; effects: ReviewEffect[] } {
  let state: Review = NO_REVIEW;
  const effects: ReviewEffect[] = [];
  for (const event of events) {
    const step = nextReview(state, event);
    state = step.state;
    effects.push(...step.effects);
  }
  return { state, effects };
}

const DUE = REVIEW_EVERY_MS;
const asked: ReviewEffect = { type: 'ask', cause: 'time', live: BOTH, sinceMs: DUE };

describe('while something else is asked', () => {
  const held = (state: Review, event: ReviewEvent) => nextReview(state, event, true);
  const { state: running } = play(changed(0, ...BOTH));

  test('it is due, and asked with the first event after that', () => {
    const due = held(running, tick(DUE));
    expect(due).toEqual({ state: { state: 'due', since: 0, cause: 'time', live: BOTH }, effects: [] });
    const still = held(due.state, answered(DUE + 60_000, ...BOTH));
    expect(still).toEqual(due);
    expect([reviewRemainingMs(due.state, DUE), reviewDeadline(due.state)]).toEqual([undefined, undefined]);
    const { state, effects } = nextReview(still.state, tick(DUE + 90_000));
    expect(effects).toEqual([{ ...asked, sinceMs: DUE + 90_000 }]);
    expect(reviewRemainingMs(state, DUE + 90_000)).toBe(REVIEW_ANSWER_MS);
  });

  test('so is what a clock that jumped makes of it, and what ended meanwhile is not asked about', () => {
    const due = held(running, { type: 'clock-jumped', at: 7 });
    expect(due).toMatchObject({ state: { state: 'due', cause: 'clock' }, effects: [] });
    const one = held(due.state, changed(8, 'shell.run'));
    expect(nextReview(one.state, tick(9)).effects).toEqual([{ type: 'ask', cause: 'clock', live: ['shell.run'], sinceMs: 9 }]);
    expect(held(one.state, changed(10))).toEqual({ state: NO_REVIEW, effects: [{ type: 'pointless' }] });
  });

  test('what is asked already goes on', () => {
    const { state } = play(changed(0, ...BOTH), tick(DUE));
    expect(held(state, answered(DUE + 1, ...BOTH)).effects).toEqual([{ type: 'answered', keep: BOTH, end: [] }]);
    expect(held(state, tick(DUE + REVIEW_ANSWER_MS)).effects).toEqual([{ type: 'unanswered', end: BOTH }]);
  });
});

describe('every 30 minutes', () => {
  test.each<[string, ReviewEvent[], ReviewEffect[]]>([
    ['nothing allowed, nothing asked', [tick(DUE * 9)], []],
    ['not before', [changed(0, ...BOTH), tick(DUE - 1)], []],
    ['then', [changed(0, ...BOTH), tick(DUE)], [asked]],
    ['once', [changed(0, ...BOTH), tick(DUE), tick(DUE + 1_000)], [asked]],
    ['from the first grant on', [changed(0, 'screen.view'), changed(60_000, ...BOTH), tick(DUE)], [asked]],
    ['anew when all had ended', [changed(0, ...BOTH), changed(5, ...[]), changed(10, ...BOTH), tick(DUE)], []],
    [
      'kept and ended by the user’s ticks',
      [changed(0, ...BOTH), tick(DUE), answered(DUE + 1, 'shell.run', 'input.control')],
      [asked, { type: 'answered', keep: ['shell.run'], end: ['screen.view'] }],
    ],
    ['an answer to nothing', [changed(0, ...BOTH), answered(1, ...BOTH)], []],
    ['silence', [changed(0, ...BOTH), tick(DUE), tick(DUE + REVIEW_ANSWER_MS)], [asked, { type: 'unanswered', end: BOTH }]],
    [
      'an answer too late is silence',
      [changed(0, ...BOTH), tick(DUE), answered(DUE + REVIEW_ANSWER_MS, ...BOTH)],
      [asked, { type: 'unanswered', end: BOTH }],
    ],
    [
      'again 30 minutes after the answer',
      [changed(0, ...BOTH), tick(DUE), answered(DUE, ...BOTH), tick(2 * DUE)],
      [asked, { type: 'answered', keep: BOTH, end: [] }, asked],
    ],
    [
      'when the clock jumped, at once',
      [changed(0, ...BOTH), { type: 'clock-jumped', at: 7 }],
      [{ type: 'ask', cause: 'clock', live: BOTH, sinceMs: 7 }],
    ],
    [
      'a jump while it is asked asks nothing more',
      [changed(0, ...BOTH), tick(DUE), { type: 'clock-jumped', at: DUE + 1 }],
      [asked],
    ],
    [
      'what ended meanwhile is not kept',
      [changed(0, ...BOTH), tick(DUE), changed(DUE + 1, 'screen.view'), answered(DUE + 2, ...BOTH)],
      [asked, { type: 'answered', keep: ['screen.view'], end: [] }],
    ],
    [
      'nothing any more where all of it ended meanwhile',
      [changed(0, ...BOTH), tick(DUE), changed(DUE + 1), answered(DUE + 2, ...BOTH), tick(DUE + REVIEW_ANSWER_MS)],
      [asked, { type: 'pointless' }],
    ],
  ])('%s', (_name, events, effects) => {
    expect(play(...events).effects).toEqual(effects);
  });

  test('the time left to answer, and the next tick that matters', () => {
    const { state: running } = play(changed(0, ...BOTH));
    expect([reviewRemainingMs(running, 0), reviewDeadline(running)]).toEqual([undefined, DUE]);
    const { state } = nextReview(running, tick(DUE));
    expect([reviewRemainingMs(state, DUE + 60_000), reviewDeadline(state)]).toEqual([240_000, DUE + REVIEW_ANSWER_MS]);
    expect(reviewDeadline(NO_REVIEW)).toBeUndefined();
  });
});

test('after each event: asked once 30 minutes have passed, over once 5 more have', () => {
  const event = fc.record({
    type: fc.constantFrom('grants-changed' as const, 'clock-jumped' as const, 'answered' as const, 'tick' as const),
    live: fc.subarray(BOTH),
    keep: fc.subarray(BOTH),
    after: fc.oneof(fc.nat(60_000), fc.constant(DUE)),
  });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (drawn) => {
      let state: Review = NO_REVIEW;
      let at = 0;
      let since: number | undefined;
      for (const { after, ...rest } of drawn) {
        at += after;
        const step = nextReview(state, { ...rest, at });
        const wasIdle = state.state === 'idle';
        state = step.state;
        if (wasIdle && state.state !== 'idle') since = at;
        if (step.effects.some(({ type }) => type !== 'ask')) since = at;
        if (state.state === 'running') expect(at - (since ?? at)).toBeLessThan(REVIEW_EVERY_MS);
        if (state.state === 'asked') expect(at - state.askedAt).toBeLessThan(REVIEW_ANSWER_MS);
      }
    }),
  );
});
