import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ACTIVE_MS,
  ALLOW_AFTER_MS,
  allowReady,
  DIALOG_MS,
  type Dialog,
  type DialogEvent,
  decide,
  dialogDeadline,
  dialogRemainingMs,
  MORE_TIME_MS,
  nextDialog,
  openDialog,
} from './dialog.ts';

const WORDS = 'ab'.repeat(32);
const OTHER = 'cd'.repeat(32);
const visible = (at: number, wordsHash = WORDS, isVisible = true): DialogEvent => ({
  type: 'visible',
  at,
  visible: isVisible,
  wordsHash,
});
const play = (...events: DialogEvent[]): Dialog => events.reduce(nextDialog, openDialog(0));

describe('Allow', () => {
  test.each<[string, DialogEvent[], number, boolean]>([
    ['before the page said that it is visible', [], 60_000, false],
    ['just too soon', [visible(0)], ALLOW_AFTER_MS - 1, false],
    ['1 s after', [visible(0)], ALLOW_AFTER_MS, true],
    ['told visible again with the same words', [visible(0), visible(900)], 1_000, true],
    ['words changed', [visible(0), visible(900, OTHER)], 1_000, false],
    ['words changed, 1 s later', [visible(0), visible(900, OTHER)], 1_900, true],
    ['covered', [visible(0), visible(900, WORDS, false)], 5_000, false],
    ['covered and back', [visible(0), visible(900, WORDS, false), visible(2_000)], 2_500, false],
    ['covered and back, 1 s later', [visible(0), visible(900, WORDS, false), visible(2_000)], 3_000, true],
    ['words changed while covered', [visible(0), visible(1, OTHER, false), visible(2)], 1_001, false],
  ])('%s', (_name, events, at, ready) => {
    expect(allowReady(play(...events), at)).toBe(ready);
  });
});

describe('an answer', () => {
  test.each<[string, boolean, string, number, string]>([
    ['no, at once', false, OTHER, 0, 'refused'],
    ['yes, too soon', true, WORDS, 999, 'ignored'],
    ['yes, to other words', true, OTHER, 5_000, 'ignored'],
    ['yes', true, WORDS, 1_000, 'allowed'],
    ['yes, at the last moment', true, WORDS, DIALOG_MS - 1, 'allowed'],
    ['yes, too late', true, WORDS, DIALOG_MS, 'unanswered'],
    ['no, too late', false, WORDS, DIALOG_MS, 'unanswered'],
  ])('%s', (_name, allow, words, at, decision) => {
    expect(decide(play(visible(0)), allow, words, at)).toBe(decision);
  });
});

describe('time', () => {
  test.each<[string, DialogEvent[], number, number]>([
    ['runs', [], 20_000, 100_000],
    ['ends', [], DIALOG_MS, 0],
    ['stays ended', [], DIALOG_MS * 9, 0],
    ['waits while the user is at it', [{ type: 'active', at: 10_000 }], 10_000 + ACTIVE_MS, 110_000],
    ['goes on afterwards', [{ type: 'active', at: 10_000 }], 12_000 + ACTIVE_MS, 108_000],
    [
      'waits on while the user goes on',
      [
        { type: 'active', at: 10_000 },
        { type: 'active', at: 12_000 },
      ],
      12_000 + ACTIVE_MS,
      110_000,
    ],
    [
      'over is over, whatever comes',
      [
        { type: 'more-time', at: DIALOG_MS },
        { type: 'active', at: DIALOG_MS },
      ],
      DIALOG_MS,
      0,
    ],
    ['more time', [{ type: 'more-time', at: 100_000 }], 100_000, 20_000 + MORE_TIME_MS],
    ['more time, five times and no more', times(7, { type: 'more-time', at: 0 }), 0, 6 * MORE_TIME_MS],
  ])('%s', (_name, events, at, left) => {
    expect(dialogRemainingMs(play(...events), at)).toBe(left);
  });

  test('never grows but by "more time", and the deadline is when it is over', () => {
    const event = fc.record({
      type: fc.constantFrom('active' as const, 'more-time' as const, 'visible' as const),
      after: fc.nat(30_000),
      visible: fc.boolean(),
      wordsHash: fc.constantFrom(WORDS, OTHER),
    });
    fc.assert(
      fc.property(fc.array(event), (events) => {
        let dialog = openDialog(0);
        let at = 0;
        for (const { after, ...rest } of events) {
          at += after;
          const left = dialogRemainingMs(dialog, at);
          dialog = nextDialog(dialog, { ...rest, at });
          const added = rest.type === 'more-time' ? MORE_TIME_MS : 0;
          expect(dialogRemainingMs(dialog, at)).toBeLessThanOrEqual(left + added);
          expect(dialogRemainingMs(dialog, dialogDeadline(dialog))).toBe(0);
          if (dialogDeadline(dialog) > at) expect(dialogRemainingMs(dialog, dialogDeadline(dialog) - 1)).toBeGreaterThan(0);
        }
      }),
    );
  });
});

function times<T>(count: number, value: T): T[] {
  return Array.from({ length: count }, () => value);
}
