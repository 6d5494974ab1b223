import { CAPABILITIES, type Capability } from '@alongside/protocol';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Grants,
  type GrantsEvent,
  grantOf,
  isFrozen,
  JUMP_MS,
  MAX_GRANT_MS,
  type Moment,
  mayAct,
  nextGrants,
  noGrants,
  remainingMs,
  STALL_MS,
} from './grants.ts';

const WALL = Date.UTC(2026, 10, 21, 12);
/** Both clocks, `skew` apart from how they began. */
const at = (ms: number, skew = 0): Moment => ({ monotonic: ms, wall: WALL + ms + skew });
const MINUTE = 60_000;

const start = (capability: Capability, ms = 0, durationMs = 10 * MINUTE): GrantsEvent => ({
  type: 'started',
  at: at(ms),
  grantId: `grant-${capability}`,
  askId: `ask-${capability}`,
  capability,
  durationMs,
});
/** Ticks each second, as the agent makes them. */
const ticks = (from: number, to: number, skew = 0): GrantsEvent[] =>
  Array.from({ length: Math.floor((to - from) / 1_000) }, (_v, i) => ({ type: 'tick', at: at(from + (i + 1) * 1_000, skew) }));

function play(...events: GrantsEvent[]): { state: Grants; effects: string[] } {
  let state = noGrants(at(0));
  const effects: string[] = [];
  for (const event of events) {
    const step = nextGrants(state, event);
    state = step.state;
    for (const effect of step.effects) {
      const about = 'grant' in effect ? ` ${effect.grant.capability}` : '';
      effects.push(`${effect.type}${about}${'reason' in effect ? ` ${effect.reason}` : ''}`);
    }
  }
  return { state, effects };
}
const gate = (state: Grants, capability: Capability, now: Moment) =>
  mayAct(state, capability, now.monotonic, now.wall)?.code ?? 'may';

describe('the gate', () => {
  test.each<[string, GrantsEvent[], Capability, Moment, string]>([
    ['nothing allowed', [], 'screen.view', at(0), 'consent.missing'],
    ['allowed', [start('screen.view')], 'screen.view', at(0), 'may'],
    ['a yes to one is no yes to another', [start('screen.view')], 'input.control', at(0), 'consent.missing'],
    ['until the last moment', [start('screen.view'), ...ticks(0, 599_000)], 'screen.view', at(599_999), 'may'],
    ['not at the end', [start('screen.view'), ...ticks(0, 599_000)], 'screen.view', at(600_000), 'consent.expired'],
    ['gone once the end was seen', [start('screen.view'), ...ticks(0, 600_000)], 'screen.view', at(600_000), 'consent.missing'],
    ['over by the wall clock alone', [start('screen.view', 0, 4_000)], 'screen.view', at(100, 4_000), 'consent.expired'],
    ['over by the monotonic clock alone', [start('screen.view', 0, 4_000)], 'screen.view', at(4_000, -4_000), 'consent.expired'],
    ['taken back', [start('screen.view'), ended('screen.view')], 'screen.view', at(1), 'consent.missing'],
    ['another taken back', [start('screen.view'), start('shell.run'), ended('shell.run')], 'screen.view', at(1), 'may'],
    [
      'all ended',
      [start('screen.view'), { type: 'all-ended', at: at(1), reason: 'stopped' }],
      'screen.view',
      at(1),
      'consent.missing',
    ],
    ['a dialog is open', [start('screen.view'), freeze('dialog')], 'screen.view', at(1), 'consent.frozen'],
    ['the dialog is closed', [start('screen.view'), freeze('dialog'), thaw('dialog')], 'screen.view', at(1), 'may'],
    [
      'the dialog is closed, but paused',
      [start('screen.view'), freeze('dialog'), freeze('paused'), thaw('dialog')],
      'screen.view',
      at(1),
      'consent.frozen',
    ],
    ['allowed while it is frozen', [freeze('link-lost'), start('screen.view')], 'screen.view', at(1), 'consent.frozen'],
    [
      'expired while it was frozen',
      [start('screen.view', 0, 1_000), freeze('paused')],
      'screen.view',
      at(1_000),
      'consent.expired',
    ],
    [
      'the wall clock jumped, before any tick saw it',
      [start('screen.view')],
      'screen.view',
      at(500, JUMP_MS + 1),
      'consent.frozen',
    ],
    ['the wall clock jumped back', [start('screen.view')], 'screen.view', at(500, -JUMP_MS - 1), 'consent.frozen'],
    ['the wall clock was corrected a little', [start('screen.view')], 'screen.view', at(500, -JUMP_MS), 'may'],
    ['nothing ran for long', [start('screen.view')], 'screen.view', at(STALL_MS + 1), 'consent.frozen'],
    ['the machine woke', [start('screen.view'), { type: 'woke', at: at(1) }], 'screen.view', at(1), 'consent.frozen'],
  ])('%s', (_name, events, capability, now, expected) => {
    expect(gate(play(...events).state, capability, now)).toBe(expected);
  });
});

describe('time', () => {
  test('is over by itself, each at its own end', () => {
    const { effects } = play(start('screen.view', 0, 2_000), start('shell.run', 0, 3_000), ...ticks(0, 3_000));
    expect(effects).toEqual(['started screen.view', 'started shell.run', 'ended screen.view expired', 'ended shell.run expired']);
  });

  test('goes on while frozen', () => {
    const { state } = play(start('screen.view'), freeze('paused'), ...ticks(0, 60_000));
    const grant = grantOf(state, 'screen.view');
    expect(grant && remainingMs(grant, at(60_000))).toBe(9 * MINUTE);
  });

  test('what is given once lasts no longer for being kept, and no shorter', () => {
    const kept = (durationMs: number) => {
      const now = at(30_000);
      const before = play(start('actions.run', 0, durationMs), start('screen.view'), ...ticks(0, 30_000));
      const keep: Capability[] = ['actions.run', 'screen.view'];
      const { state, effects } = nextGrants(before.state, { type: 'confirmed', at: now, keep, durationMs: 10 * MINUTE });
      const grant = grantOf(state, 'actions.run');
      const longer = effects.flatMap((effect) => (effect.type === 'prolonged' ? effect.grant.capability : []));
      return [grant && remainingMs(grant, now), longer];
    };
    expect(kept(MINUTE)).toEqual([30_000, ['screen.view']]);
    expect(kept(60 * MINUTE)).toEqual([60 * MINUTE - 30_000, ['screen.view']]);
  });

  test('what is kept is told as longer by what it is longer, and what nobody was asked about not at all', () => {
    const now = at(30_000);
    const before = play(
      start('screen.view', 0, 5 * MINUTE),
      start('input.control', 0, 60 * MINUTE),
      start('shell.run', 0, 5 * MINUTE),
      start('diagnostics.read', 0, 60 * MINUTE),
      ...ticks(0, 30_000),
    );
    const event: GrantsEvent = {
      type: 'confirmed',
      at: now,
      keep: ['screen.view', 'input.control'],
      untouched: ['shell.run', 'diagnostics.read'],
      durationMs: 10 * MINUTE,
    };
    const { state, effects } = nextGrants(before.state, event);
    expect(state.grants.map((grant) => [grant.capability, remainingMs(grant, now)])).toEqual([
      ['screen.view', 10 * MINUTE],
      ['input.control', 10 * MINUTE],
      ['shell.run', 5 * MINUTE - 30_000],
      ['diagnostics.read', 60 * MINUTE - 30_000],
    ]);
    expect(effects).toMatchObject([{ type: 'prolonged', grant: { capability: 'screen.view' }, durationMs: 5 * MINUTE + 30_000 }]);
  });

  test('"this session" is 8 hours, also when it is prolonged', () => {
    const long = start('screen.view', 0, 99 * 60 * MINUTE);
    const more: GrantsEvent = { type: 'prolonged', at: at(MINUTE), capability: 'screen.view', durationMs: MAX_GRANT_MS };
    const { state } = play(long, ...ticks(0, MINUTE), more);
    const grant = grantOf(state, 'screen.view');
    expect(grant && remainingMs(grant, at(MINUTE))).toBe(MAX_GRANT_MS - MINUTE);
  });

  test('prolonged: so much longer than it would last; what is over cannot be', () => {
    const more = (ms: number): GrantsEvent => ({ type: 'prolonged', at: at(ms), capability: 'screen.view', durationMs: MINUTE });
    const { state } = play(start('screen.view', 0, 2_000), ...ticks(0, 1_000), more(1_000));
    const grant = grantOf(state, 'screen.view');
    expect(grant && remainingMs(grant, at(1_000))).toBe(1_000 + MINUTE);
    expect(play(start('screen.view', 0, 2_000), ...ticks(0, 2_000), more(2_000)).state.grants).toEqual([]);
  });

  test('a second start of what is allowed changes nothing', () => {
    const { state, effects } = play(start('screen.view', 0, 1_000), start('screen.view', 500, MINUTE));
    expect(effects).toEqual(['started screen.view']);
    expect(state.grants[0]?.endsAt).toEqual(at(1_000));
  });
});

describe('a jump of a clock', () => {
  const live = [start('screen.view'), start('input.control'), ...ticks(0, 2_000)];

  test.each<[string, GrantsEvent[]]>([
    ['the wall clock goes forward', ticks(2_000, 3_000, 6_000)],
    ['the wall clock goes back', ticks(2_000, 3_000, -6_000)],
    ['the machine slept while the monotonic clock stood', ticks(2_000, 3_000, 60_000)],
    ['the machine slept while both went on', [{ type: 'tick', at: at(60_000) }]],
    ['the host says so', [{ type: 'woke', at: at(2_500) }]],
  ])('%s: all is frozen and asked again', (_name, events) => {
    const { state, effects } = play(...live, ...events);
    expect(effects.slice(2)).toEqual(['frozen clock', 'clock-jumped']);
    expect(isFrozen(state)).toBe(true);
    // Time alone mends nothing.
    const last = events.at(-1)?.at ?? at(0);
    const later = nextGrants(state, { type: 'tick', at: { monotonic: last.monotonic + 1_000, wall: last.wall + 1_000 } });
    expect(later.effects).toEqual([]);
    expect(isFrozen(later.state)).toBe(true);
  });

  test('what the user keeps goes on from then, the rest ends', () => {
    const jumped = play(...live, ...ticks(2_000, 3_000, 60_000)).state;
    const now = at(4_000, 60_000);
    const { state, effects } = nextGrants(jumped, { type: 'confirmed', at: now, keep: ['screen.view'], durationMs: 10 * MINUTE });
    expect(effects.map(({ type }) => type)).toEqual(['ended', 'prolonged', 'thawed']);
    expect(state.grants.map((grant) => [grant.capability, remainingMs(grant, now)])).toEqual([['screen.view', 10 * MINUTE]]);
    expect(gate(state, 'screen.view', now)).toBe('may');
  });

  test.each<[string, GrantsEvent[]]>([
    ['all is taken back', [{ type: 'all-ended', at: at(3_500, 60_000), reason: 'taken-back' }]],
    ['all runs out', [{ type: 'tick', at: at(20 * MINUTE, 60_000) }]],
  ])('where %s before the answer, what is allowed next does not wait for it', (_name, events) => {
    const jumped = play(...live, ...ticks(2_000, 3_000, 60_000), { type: 'frozen', at: at(3_000, 60_000), reason: 'review' });
    const { state } = events.reduce((step, event) => nextGrants(step.state, event), {
      state: jumped.state,
      effects: [],
    } as ReturnType<typeof nextGrants>);
    expect([state.grants, isFrozen(state)]).toEqual([[], false]);
    const now = at(30 * MINUTE, 60_000);
    const next = nextGrants(state, {
      type: 'started',
      at: now,
      grantId: 'next',
      askId: 'next',
      capability: 'shell.run',
      durationMs: MINUTE,
    });
    expect(gate(next.state, 'shell.run', now)).toBe('may');
  });

  test('a jump past every end asks nothing', () => {
    const { effects } = play(...live, { type: 'tick', at: at(3_000, 60 * MINUTE) });
    expect(effects.slice(2)).toEqual(['ended screen.view expired', 'ended input.control expired']);
  });

  test('nothing is asked where nothing is allowed', () => {
    expect(play(...ticks(0, 1_000), ...ticks(1_000, 2_000, 600_000)).effects).toEqual([]);
  });
});

describe('whatever happens', () => {
  const event = fc.record({
    type: fc.constantFrom('started', 'prolonged', 'ended', 'all-ended', 'frozen', 'thawed', 'used', 'confirmed', 'tick', 'woke'),
    capability: fc.constantFrom(...CAPABILITIES),
    keep: fc.subarray([...CAPABILITIES]),
    durationMs: fc.nat(20 * MINUTE),
    reason: fc.constantFrom('dialog' as const, 'paused' as const, 'link-lost' as const),
    after: fc.oneof(fc.constant(1_000), fc.nat(20_000)),
    skew: fc.oneof({ weight: 9, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.integer({ min: -9_000, max: 9_000 }) }),
  });

  test('the gate opens only under a live grant, not frozen, by both clocks; each start ends once', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 80 }), (drawn) => {
        let state = noGrants(at(0));
        let ms = 0;
        let skew = 0;
        let made = 0;
        const open = new Set<string>();
        for (const { type, reason, after, skew: drift, ...rest } of drawn) {
          ms += after;
          skew += drift;
          const now = at(ms, skew);
          const step = nextGrants(state, {
            type,
            at: now,
            grantId: `grant-${made++}`,
            askId: 'ask',
            inUse: true,
            ...rest,
            reason,
          } as GrantsEvent);
          state = step.state;
          for (const effect of step.effects) {
            if (effect.type === 'started') open.add(effect.grant.grantId);
            if (effect.type === 'ended') expect(open.delete(effect.grant.grantId)).toBe(true);
          }
          expect(new Set(state.grants.map(({ grantId }) => grantId))).toEqual(open);
          for (const capability of CAPABILITIES) {
            const grant = grantOf(state, capability);
            if (mayAct(state, capability, now.monotonic, now.wall) !== undefined) continue;
            expect(grant).toBeDefined();
            expect(state.freezes.size).toBe(0);
            expect(now.monotonic).toBeLessThan(grant?.endsAt.monotonic ?? 0);
            expect(now.wall).toBeLessThan(grant?.endsAt.wall ?? 0);
            expect((grant?.endsAt.monotonic ?? 0) - (grant?.startedAt.monotonic ?? 0)).toBeLessThanOrEqual(MAX_GRANT_MS);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});

function ended(capability: Capability): GrantsEvent {
  return { type: 'ended', at: at(1), capability, reason: 'taken-back' };
}
function freeze(reason: 'dialog' | 'paused' | 'link-lost'): GrantsEvent {
  return { type: 'frozen', at: at(0), reason };
}
function thaw(reason: 'dialog' | 'paused' | 'link-lost'): GrantsEvent {
  return { type: 'thawed', at: at(0), reason };
}

describe('a limit from outside', () => {
  const limit = (ms: number, leftMs: number): GrantsEvent => ({
    type: 'limited',
    at: at(ms),
    limits: [{ capability: 'screen.view', leftMs, reason: 'policy' }],
  });

  test('shortens, and never prolongs', () => {
    const { state } = play(start('screen.view'), limit(0, 3 * MINUTE));
    expect(grantOf(state, 'screen.view')?.endsAt).toEqual(at(3 * MINUTE));
    expect(grantOf(play(start('screen.view'), limit(0, 60 * MINUTE)).state, 'screen.view')?.endsAt).toEqual(at(10 * MINUTE));
  });

  test('of nothing ends the grant and says why; others stay', () => {
    const { state, effects } = play(start('screen.view'), start('shell.run'), limit(1, 0));
    expect(state.grants.map(({ capability }) => capability)).toEqual(['shell.run']);
    expect(effects.at(-1)).toContain('policy');
  });
});
