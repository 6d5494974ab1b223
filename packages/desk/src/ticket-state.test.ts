import type { RequestState } from '@alongside/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BODIES, story, system, TYPES, tess, tom, user } from '../../../test/fixtures/ticket-events.ts';
import type { TicketState } from './ticket-model.ts';
import { refusal, TICKET_RULES } from './ticket-rules.ts';
import { AFTER_SESSION_LAPSES_MS, CLAIM_LAPSES_MS, isOpen, nextTicketState, ticketState } from './ticket-state.ts';

const { sessionId } = BODIES.joined;
/** What opens a closed ticket: a user's answer to a solution does. */
const OPENING = ['reopened', 'reply', 'moved'];
const claimed = story(['created', user], ['claimed', tess]);
const inSession = story(['created', user], ['claimed', tess], ['joined', user]);

const states: Record<RequestState | 'nothing', TicketState | undefined> = {
  nothing: undefined,
  waiting: ticketState(story(['created', user])),
  claimed: ticketState(claimed),
  'in-session': ticketState(inSession),
  done: ticketState([...claimed, ...story(['done', tess])]),
  cancelled: ticketState(story(['created', user], ['cancelled', user])),
};

describe('ticketState', () => {
  it('follows a request from sent to done', () => {
    const events = story(['created', user], ['claimed', tess], ['joined', user], ['session-ended', user], ['done', tess]);
    const path = events.map((_, index) => ticketState(events.slice(0, index + 1))?.state);
    expect(path).toEqual(['waiting', 'claimed', 'in-session', 'claimed', 'done']);
  });

  it('lets a claim lapse 5 minutes after it was made', () => {
    expect(ticketState(claimed)).toEqual({
      state: 'claimed',
      technician: { id: tess.id, name: 'Tess' },
      since: 1000,
      lapsesAt: 1000 + CLAIM_LAPSES_MS,
      afterSession: false,
    });
  });

  it('keeps a ticket with its technician after a session, shorter where the technician is gone', () => {
    const after = (reason: string) => {
      const state = ticketState([
        ...inSession,
        ...story([{ type: 'session-ended', sessionId, reason, headSeq: null, headHash: null }, system]),
      ]);
      return state?.state === 'claimed' ? state.lapsesAt - state.since : undefined;
    };
    expect(after('user-stopped')).toBe(AFTER_SESSION_LAPSES_MS);
    expect(after('link-lost')).toBe(AFTER_SESSION_LAPSES_MS);
    expect(after('technician-left')).toBe(CLAIM_LAPSES_MS);
  });

  it('puts a declined join back to waiting', () => {
    const events = [...claimed, ...story([{ type: 'released', reason: 'join-declined' }, user])];
    expect(ticketState(events)?.state).toBe('waiting');
  });

  it('does not end one session by the name of another', () => {
    const other = story([
      { type: 'session-ended', sessionId: 'session-0002', reason: 'expired', headSeq: null, headHash: null },
      system,
    ]);
    expect(ticketState([...inSession, ...other])?.state).toBe('in-session');
  });

  it('is total: any events in any order leave a valid state, and what is closed stays closed', () => {
    const anyEvent = fc.record({
      seq: fc.nat(),
      at: fc.nat(),
      actor: fc.constantFrom(user, tess, tom, system),
      body: fc.constantFrom(...TYPES).map((type) => BODIES[type]),
    });
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 40 }), (events) => {
        let state: TicketState | undefined;
        for (const event of events) {
          const before = state;
          state = nextTicketState(state, event);
          if (before && !isOpen(before) && !OPENING.includes(event.body.type)) expect(isOpen(state ?? before)).toBe(false);
          if (before && refusal(before, event.body.type, event.actor)) expect(state).toBe(before);
        }
        expect(ticketState(events)).toEqual(state);
      }),
    );
  });
});

describe('TICKET_RULES', () => {
  it.each(TYPES)('%s happens in its states only', (type) => {
    const actor = [tess, user, system].find(({ kind }) => TICKET_RULES[type].by.includes(kind)) ?? user;
    const allowed = Object.entries(states)
      .filter(([, state]) => refusal(state, type, actor) === undefined)
      .map(([name]) => name);
    expect(allowed.sort()).toEqual([...TICKET_RULES[type].from].sort());
  });

  it('tells a second technician who was first', () => {
    for (const type of ['claimed', 'released', 'chat', 'done'] as const) {
      expect(refusal(states.claimed, type, tom)).toMatchObject({ code: 'ticket.claimed-by-other', context: { name: 'Tess' } });
    }
    expect(refusal(states.claimed, 'note', tom)).toBeUndefined();
  });

  it('never lets a user claim or a technician join', () => {
    expect(refusal(states.waiting, 'claimed', user)?.code).toBe('ticket.wrong-state');
    expect(refusal(states.claimed, 'joined', tess)?.code).toBe('ticket.wrong-state');
    expect(refusal(states.waiting, 'cancelled', tess)?.code).toBe('ticket.wrong-state');
  });
});
