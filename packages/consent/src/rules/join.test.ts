import { expect, test } from 'vitest';
import { DIALOG_MS } from './dialog.ts';
import { askToJoin, type JoinEvent, nextJoin } from './join.ts';

const WORDS = 'ab'.repeat(32);
const visible = (at: number): JoinEvent => ({
  type: 'dialog',
  at,
  event: { type: 'visible', at, visible: true, wordsHash: WORDS },
});
const answered = (at: number, accept: boolean): JoinEvent => ({ type: 'answered', at, accept });

test.each<[string, JoinEvent[], string]>([
  ['a yes 1 s after it is in view', [visible(0), answered(1_000, true)], 'accepted'],
  ['a yes too soon is nothing', [visible(0), answered(999, true)], 'asked'],
  ['a yes that was never in view is nothing', [answered(60_000, true)], 'asked'],
  ['a no at once', [answered(0, false)], 'refused'],
  ['silence', [visible(0), { type: 'tick', at: DIALOG_MS }], 'unanswered'],
  ['a yes too late', [visible(0), answered(DIALOG_MS, true)], 'unanswered'],
  ['withdrawn', [{ type: 'withdrawn', at: 1 }], 'withdrawn'],
  ['a yes after a no', [visible(0), answered(1_000, false), answered(2_000, true)], 'refused'],
  ['a no after a yes', [visible(0), answered(1_000, true), answered(2_000, false)], 'accepted'],
  [
    'more time',
    [visible(0), { type: 'dialog', at: 1, event: { type: 'more-time', at: 1 } }, answered(DIALOG_MS + 1, true)],
    'accepted',
  ],
])('%s', (_name, events, state) => {
  expect(events.reduce(nextJoin, askToJoin(0)).state).toBe(state);
});
