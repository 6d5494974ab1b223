import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AlertEvent, type AlertNews, type AlertState, FLAP_HOLD_MS, FLAPS_WITHIN_MS, nextAlert } from './alert-state.ts';

const found = (status: 'fail' | 'warn' | 'info' | 'pass', at: number, maintenance = false): AlertEvent => ({
  type: 'found',
  status,
  at,
  maintenance,
});

const HOUR_MS = 60 * 60_000;
const settled = (at: number, maintenance = false): AlertEvent => ({ type: 'settled', at, maintenance });

function run(events: readonly AlertEvent[]) {
  let state: AlertState | undefined;
  const news: (AlertNews | undefined)[] = [];
  for (const event of events) {
    const step = nextAlert(state, event);
    state = step.state;
    news.push(step.news);
  }
  return { state, news };
}

describe('one alert of a device and a finding', () => {
  it.each<[string, AlertEvent[], (AlertNews | undefined)[], string | undefined]>([
    ['opens once, however often it is found', [found('warn', 1), found('warn', 2)], ['opened', undefined], 'open'],
    [
      'says when it gets worse, not when better',
      [found('warn', 1), found('fail', 2), found('warn', 3)],
      ['opened', 'worse', undefined],
      'open',
    ],
    ['closes when the finding goes', [found('fail', 1), found('pass', 2)], ['opened', 'closed'], 'closed'],
    [
      'is opened again, not anew',
      [found('fail', 1), found('info', 2), found('fail', 3)],
      ['opened', 'closed', 'reopened'],
      'open',
    ],
    ['is none where nothing is wrong', [found('pass', 1), found('info', 2)], [undefined, undefined], undefined],
    [
      'closed by hand it stays so while the finding stands',
      [found('warn', 1), { type: 'dismissed', at: 2 }, found('warn', 3)],
      ['opened', undefined, undefined],
      'dismissed',
    ],
    [
      'closed by hand it opens when that gets worse',
      [found('warn', 1), { type: 'dismissed', at: 2 }, found('fail', 3)],
      ['opened', undefined, 'reopened'],
      'open',
    ],
    [
      'closed by hand it opens when that went and came',
      [found('warn', 1), { type: 'dismissed', at: 2 }, found('pass', 3), found('warn', 4)],
      ['opened', undefined, undefined, 'reopened'],
      'open',
    ],
    [
      'is quiet in maintenance and told after it',
      [found('fail', 1, true), found('fail', 2, true), found('fail', 3)],
      [undefined, undefined, 'opened'],
      'open',
    ],
    [
      'that came and went in maintenance is never told',
      [found('fail', 1, true), found('pass', 2)],
      [undefined, undefined],
      'closed',
    ],
    [
      'is quiet while muted',
      [found('warn', 1), { type: 'muted', until: 10 }, found('fail', 5), found('pass', 6), found('fail', 7), found('fail', 10)],
      ['opened', undefined, undefined, undefined, undefined, 'reopened'],
      'open',
    ],
    [
      'that flaps is told twice, and then as gone once it has been for two hours',
      [
        ...[found('fail', 1), found('pass', 2), found('fail', 3), found('pass', 4), settled(5)],
        ...[found('fail', 6), found('pass', 7), settled(6 + FLAP_HOLD_MS), settled(7 + FLAP_HOLD_MS), settled(8 + FLAP_HOLD_MS)],
      ],
      ['opened', 'closed', 'reopened', ...[1, 2, 3, 4, 5].map(() => undefined), 'closed', undefined],
      'closed',
    ],
    [
      'comes twice in two days as it always did',
      [found('fail', 0), found('pass', 1), found('fail', FLAPS_WITHIN_MS), found('pass', FLAPS_WITHIN_MS + 1)],
      ['opened', 'closed', 'reopened', 'closed'],
      'closed',
    ],
    [
      'is told as failing once, however often it warns in between',
      [found('warn', 1), found('fail', 2), found('warn', 3), found('fail', 4), found('warn', 5), found('fail', 5 + FLAP_HOLD_MS)],
      ['opened', 'worse', undefined, undefined, undefined, 'worse'],
      'open',
    ],
    [
      'that flapped as a warning says when it fails',
      [found('warn', 1), found('pass', 2), found('warn', 3), found('pass', 4), found('fail', 5)],
      ['opened', 'closed', 'reopened', undefined, 'worse'],
      'open',
    ],
    [
      'that flaps is not said to be gone in maintenance, but after it',
      [
        ...[found('fail', 1), found('pass', 2), found('fail', 3), found('pass', 4)],
        ...[settled(4 + FLAP_HOLD_MS, true), settled(5 + FLAP_HOLD_MS)],
      ],
      ['opened', 'closed', 'reopened', undefined, undefined, 'closed'],
      'closed',
    ],
  ])('%s', (_name, events, news, state) => {
    const result = run(events);
    expect(result.news).toEqual(news);
    expect(result.state?.state).toBe(state);
  });

  const events = fc.array(
    fc.oneof(
      fc.record({
        type: fc.constant('found' as const),
        status: fc.constantFrom('fail' as const, 'warn' as const, 'info' as const, 'pass' as const),
        maintenance: fc.boolean(),
      }),
      fc.record({ type: fc.constant('dismissed' as const) }),
      fc.record({ type: fc.constant('settled' as const), maintenance: fc.boolean() }),
      fc.record({ type: fc.constant('muted' as const), until: fc.option(fc.nat(30).map((hours) => hours * HOUR_MS)) }),
    ),
    { maxLength: 30 },
  );

  it('tells nothing in maintenance, closes only what was told, and is open exactly while something is wrong', () => {
    fc.assert(
      fc.property(events, (made) => {
        let state: AlertState | undefined;
        let heard = false;
        for (const [index, event] of made.entries()) {
          const at = index * HOUR_MS;
          const step = nextAlert(state, { ...event, at } as AlertEvent);
          const isReport = event.type === 'found' || event.type === 'settled';
          const quiet = !isReport || event.maintenance || (state?.mutedUntil ?? -1) > at;
          if (quiet) expect(step.news).toBeUndefined();
          if (step.news === 'closed' || step.news === 'worse') expect(heard).toBe(true);
          if (step.news !== undefined) heard = step.news !== 'closed';
          if (event.type === 'found' && step.state) {
            const isWrong = event.status === 'fail' || event.status === 'warn';
            expect(step.state.state === 'closed').toBe(!isWrong);
          }
          expect(step.state?.times ?? 0).toBeGreaterThanOrEqual(state?.times ?? 0);
          expect((step.state?.times ?? 0) - (state?.times ?? 0)).toBeLessThanOrEqual(1);
          state = step.state;
        }
      }),
    );
  });
});
