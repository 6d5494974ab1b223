import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Step, story, system, TYPES, tess, tessPerson, tom, user } from '../../../../test/fixtures/ticket-events.ts';
import { ticketCase } from '../case/ticket-case.ts';

const joined = (sessionId: string): Step => [{ type: 'joined', sessionId }, user];
const ended = (sessionId: string, reason = 'technician-left'): Step => [
  { type: 'session-ended', sessionId, reason, headSeq: null, headHash: null },
  user,
];
const handed: Step = [{ type: 'released', reason: 'handed-over' }, system];
const accepted: Step[] = [
  ['handover-offered', tess],
  ['handover-accepted', tom],
];
const first: Step[] = [['created', user], ['claimed', tess], joined('session-0001'), ...accepted];
const next: Step[] = [['claimed', tom], joined('session-0002')];
const handedOn = (...steps: Step[]) => ticketCase(story(...steps))?.handedOn;
const isTess = { by: tessPerson, sessionId: 'session-0001' };

describe('who handed over the session before', () => {
  it('is whoever left it to the one who had accepted, once that one was let in', () => {
    expect(handedOn(...first)).toBe(null);
    expect(handedOn(...first, ended('session-0001'), handed)).toEqual({ state: 'waits', ...isTess });
    expect(handedOn(...first, ended('session-0001'), handed, ...next)).toEqual({ state: 'goes-on', ...isTess });
  });

  it('stays so while it is claimed again, and when something else is entered', () => {
    const claims: Step[] = [
      ['claimed', tom],
      [{ type: 'released', reason: 'join-declined' }, user],
    ];
    const seen = handedOn(...first, ended('session-0001'), handed, ...claims, ['note', tom], ...next, ['watch-joined', user]);
    expect(seen).toEqual({ state: 'goes-on', ...isTess });
  });

  it.each(['user-stopped', 'link-lost', 'expired', 'words-refused', 'not-proven', 'failed'])(
    'is nobody where the session ended otherwise (%s)',
    (reason) => {
      expect(handedOn(...first, ended('session-0001', reason), handed, ...next)).toBe(null);
    },
  );

  it('is nobody where the ticket was let go of later, closed meanwhile, or taken up by the same one', () => {
    expect(handedOn(...first, ended('session-0001'), ['note', tess], handed, ...next)).toBe(null);
    expect(handedOn(...first, ended('session-0001'), [{ type: 'released', reason: 'by-technician' }, tess], ...next)).toBe(null);
    const closed: Step[] = [
      ['claimed', tom],
      ['done', tom],
      ['reopened', user],
    ];
    expect(handedOn(...first, ended('session-0001'), handed, ...closed, ...next)).toBe(null);
    expect(handedOn(...first, ended('session-0001'), handed, ['claimed', tess], joined('session-0002'))).toBe(null);
  });

  it('is nobody any more once the session after it is over, however often that one is asked anew', () => {
    const again: Step[] = [ended('session-0002'), ['claimed', tom], joined('session-0003')];
    expect(handedOn(...first, ended('session-0001'), handed, ...next, ...again)).toBe(null);
  });
});

const WATCHES: readonly string[] = ['watch-joined', 'watch-ended'];

it('an entry of whoever watches moves nothing but the time of the last change, wherever it stands', () => {
  const step = fc.record({ body: fc.constantFrom(...TYPES), actor: fc.constantFrom(user, tess, tom, system) });
  const steps = fc.array(step, { maxLength: 30 });
  fc.assert(
    fc.property(steps, fc.boolean(), (more, inSession) => {
      const log = story(...first.slice(0, inSession ? 5 : 1), ...more.map(({ body, actor }): Step => [body, actor]));
      const whole = ticketCase(log);
      expect({ ...whole, updatedAt: 0 }).toEqual({
        ...ticketCase(log.filter(({ body }) => !WATCHES.includes(body.type))),
        updatedAt: 0,
      });
      const last = story(['watch-ended', system]).map((event) => ({ ...event, seq: log.length, at: log.length * 1000 }));
      expect(ticketCase([...log, ...last])).toEqual({ ...whole, updatedAt: log.length * 1000 });
    }),
    { numRuns: 100 },
  );
});
