import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NOTHING_TRIED } from './attempt/attempt-report.ts';
import { NO_CANDIDATES } from './attempt/candidate-tally.ts';
import { firstStep, isOver, type LinkEvent, type LinkMachine, type MachineContext, next, nextDeadline } from './link-machine.ts';
import type { LinkRole } from './link-role.ts';
import { LINK_TIMINGS } from './link-timings.ts';

const context = (role: LinkRole): MachineContext => ({
  role,
  timings: LINK_TIMINGS,
  tried: { ...NOTHING_TRIED, answered: true, local: { ...NO_CANDIDATES, total: 1 }, remote: { ...NO_CANDIDATES, total: 1 } },
  backoffMs: (attempt) => Math.min(5_000, 250 * 2 ** Math.min(attempt, 10)),
});

const epoch = fc.integer({ min: 0, max: 6 });
const happening = fc.oneof(
  fc.constant({ type: 'tick' as const }),
  fc.constant({ type: 'heard' as const }),
  fc.constant({ type: 'hurry' as const }),
  fc.record({ type: fc.constantFrom('connected', 'answered', 'proven', 'peer-closed', 'rebuild-asked', 'offered'), epoch }),
);
const history = fc.array(fc.tuple(fc.integer({ min: 0, max: 4_000 }), happening), { maxLength: 80 });

describe('the link machine', () => {
  it('keeps its promises over any history', () => {
    fc.assert(
      fc.property(fc.constantFrom<LinkRole>('agent', 'technician'), history, (role, steps) => {
        let machine: LinkMachine = firstStep(role, 0).machine;
        let at = 0;
        let open = role === 'agent' ? 1 : 0;
        let wasLive = false;
        let longLosses = 0;
        for (const [pause, event] of steps) {
          at += pause;
          const before = machine.shown;
          const step = next(machine, { ...event, at } as LinkEvent, context(role));
          machine = step.machine;
          // At most one PeerLink at a time, and none without the one before being dropped.
          for (const effect of step.effects) {
            if (effect.type === 'drop') open = 0;
            if (effect.type === 'open') open += 1;
            if (effect.type === 'ask-rebuild') expect(role).toBe('technician');
            if (effect.type === 'long-loss') longLosses += 1;
            expect(open).toBeLessThanOrEqual(1);
          }
          expect(machine.shown.epoch).toBeGreaterThanOrEqual(before.epoch);
          // Live comes from a proof or from being heard again, never from anything else.
          if (machine.shown.state === 'live' && before.state !== 'live') {
            expect(['proven', 'heard']).toContain(event.type);
            longLosses = 0;
            wasLive = true;
          }
          // Silence is never shown as live for more than the tick that tells of it.
          if (event.type === 'tick' && machine.shown.state === 'live') {
            expect(at - machine.heardAt).toBeLessThan(LINK_TIMINGS.silentMs);
          }
          if (event.type === 'tick' && !isOver(machine.shown)) {
            const limit = wasLive ? LINK_TIMINGS.giveUpMs : LINK_TIMINGS.connectMs;
            expect(at - (wasLive ? machine.heardAt : machine.shown.since)).toBeLessThan(limit);
          }
          expect(longLosses).toBeLessThanOrEqual(1);
          const deadline = nextDeadline(machine, LINK_TIMINGS);
          expect(isOver(machine.shown)).toBe(deadline === undefined);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('always comes to an end when nothing is heard any more', () => {
    fc.assert(
      fc.property(fc.constantFrom<LinkRole>('agent', 'technician'), history, (role, steps) => {
        let machine: LinkMachine = firstStep(role, 0).machine;
        let at = 0;
        for (const [pause, event] of steps) {
          at += pause;
          machine = next(machine, { ...event, at } as LinkEvent, context(role)).machine;
        }
        const silentFrom = at;
        for (let ticks = 0; !isOver(machine.shown); ticks += 1) {
          at = Math.max(at, nextDeadline(machine, LINK_TIMINGS) ?? at);
          machine = next(machine, { type: 'tick', at }, context(role)).machine;
          expect(ticks).toBeLessThan(2_000);
        }
        expect(at - silentFrom).toBeLessThanOrEqual(LINK_TIMINGS.giveUpMs);
      }),
      { numRuns: 200 },
    );
  });
});
