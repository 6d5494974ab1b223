import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Countersign,
  type CountersignEvent,
  countersignDeadline,
  END_MS,
  mayGrant,
  NO_NEW_GRANTS_MS,
  NOTHING_SIGNED,
  nextCountersign,
  START_WAIT_MS,
} from './countersign.ts';

const sent = (at: number, seq: number): CountersignEvent => ({ type: 'head-sent', at, seq });
const signed = (at: number, seq: number): CountersignEvent => ({ type: 'signed', at, seq });
const wanted = (at: number, seq: number, startId = 'shell'): CountersignEvent => ({ type: 'start-wanted', at, startId, seq });
const tick = (at: number): CountersignEvent => ({ type: 'tick', at });

function play(...events: CountersignEvent[]): { state: Countersign; effects: string[] } {
  let state = NOTHING_SIGNED;
  const effects: string[] = [];
  for (const event of events) {
    const step = nextCountersign(state, event);
    state = step.state;
    for (const effect of step.effects) {
      if (effect.type === 'start') effects.push(`start ${effect.startId} ${effect.seq}`);
      else if (effect.type === 'refuse') effects.push(`refuse ${effect.startId} ${effect.error.code}`);
      else effects.push(effect.type);
    }
  }
  return { state, effects };
}

const REFUSED = 'refuse shell consent.countersignature-missing';

describe('a start', () => {
  test.each<[string, CountersignEvent[], string[]]>([
    ['begins at once where the head is signed', [sent(0, 4), signed(1, 4), wanted(2, 4)], ['start shell 4']],
    ['waits for the signature', [sent(0, 4), wanted(1, 4)], []],
    ['begins when it comes', [sent(0, 4), wanted(1, 4), signed(START_WAIT_MS, 4)], ['start shell 4']],
    ['begins with a later one', [sent(0, 4), wanted(1, 4), signed(2, 6)], ['start shell 6']],
    ['does not begin with an earlier one', [sent(0, 4), wanted(1, 4), signed(2, 3)], []],
    ['is refused after 5 s', [sent(0, 4), wanted(0, 4), tick(START_WAIT_MS)], [REFUSED]],
    ['is refused where the signature comes too late', [sent(0, 4), wanted(0, 4), signed(START_WAIT_MS, 4)], [REFUSED]],
    ['given up is not begun', [wanted(0, 4), { type: 'start-given-up', at: 1, startId: 'shell' }, signed(2, 4)], []],
    [
      'each on its own',
      [wanted(0, 4), wanted(3_000, 5, 'input'), tick(START_WAIT_MS), signed(6_000, 5)],
      [REFUSED, 'start input 5'],
    ],
  ])('%s', (_name, events, effects) => {
    expect(play(...events).effects).toEqual(effects);
  });
});

describe('a signature that is missing', () => {
  test.each<[string, CountersignEvent[], string[], boolean]>([
    ['not yet long', [sent(0, 1), tick(NO_NEW_GRANTS_MS - 1)], [], true],
    ['60 s: nothing new', [sent(0, 1), tick(NO_NEW_GRANTS_MS)], ['missing'], false],
    ['said once', [sent(0, 1), tick(NO_NEW_GRANTS_MS), tick(NO_NEW_GRANTS_MS + 1)], ['missing'], false],
    ['the oldest counts', [sent(0, 1), sent(59_000, 2), tick(NO_NEW_GRANTS_MS)], ['missing'], false],
    ['an older one signed is not enough', [sent(0, 1), sent(1, 2), signed(2, 1), tick(NO_NEW_GRANTS_MS + 1)], ['missing'], false],
    ['a later one covers it', [sent(0, 1), sent(1, 2), signed(2, 2), tick(END_MS)], [], true],
    ['a start is refused', [sent(0, 1), tick(NO_NEW_GRANTS_MS), wanted(NO_NEW_GRANTS_MS, 0)], ['missing', REFUSED], false],
    ['comes after all', [sent(0, 1), tick(NO_NEW_GRANTS_MS), signed(NO_NEW_GRANTS_MS + 1, 1)], ['missing', 'caught-up'], true],
    ['5 minutes: the end', [sent(0, 1), tick(NO_NEW_GRANTS_MS), tick(END_MS)], ['missing', 'end'], false],
    ['the end stays', [sent(0, 1), tick(END_MS), signed(END_MS + 1, 1), tick(END_MS + 2)], ['end'], false],
    [
      'the same head sent again counts from the first time',
      [sent(0, 1), sent(50_000, 1), tick(NO_NEW_GRANTS_MS)],
      ['missing'],
      false,
    ],
    ['a head that is signed already is not missing', [signed(0, 3), sent(1, 3), tick(END_MS)], [], true],
  ])('%s', (_name, events, effects, allows) => {
    const { state, effects: seen } = play(...events);
    expect(seen).toEqual(effects);
    expect(mayGrant(state)?.code).toBe(allows ? undefined : 'consent.countersignature-missing');
  });
});

test('whatever happens: no start without its signature in time, each answered at most once, and the deadline is right', () => {
  const event = fc.record({
    type: fc.constantFrom('head-sent' as const, 'signed' as const, 'start-wanted' as const, 'tick' as const),
    seq: fc.nat(20),
    after: fc.oneof(fc.nat(3_000), fc.nat(100_000)),
  });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (drawn) => {
      let state = NOTHING_SIGNED;
      let at = 0;
      let made = 0;
      let best = -1;
      const open = new Map<string, { seq: number; at: number }>();
      for (const { type, seq, after } of drawn) {
        at += after;
        const due = countersignDeadline(state);
        if (due !== undefined && due > at) expect(nextCountersign(state, tick(due - 1)).effects).toEqual([]);
        const startId = `start-${made++}`;
        if (type === 'start-wanted') open.set(startId, { seq, at });
        if (type === 'signed') best = Math.max(best, seq);
        const step = nextCountersign(state, { type, at, seq, startId } as CountersignEvent);
        state = step.state;
        for (const effect of step.effects) {
          if (effect.type !== 'start' && effect.type !== 'refuse') continue;
          const start = open.get(effect.startId);
          expect(start).toBeDefined();
          open.delete(effect.startId);
          if (effect.type === 'refuse' || !start) continue;
          expect(best).toBeGreaterThanOrEqual(start.seq);
          expect(at - start.at).toBeLessThan(START_WAIT_MS);
        }
      }
    }),
    { numRuns: 500 },
  );
});
