import { MAX_TICKET_ENTRIES, MAX_TICKET_TAGS } from '@alongside/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  BODIES,
  printers,
  type Step,
  story,
  system,
  TYPES,
  tess,
  tessPerson,
  tom,
  user,
} from '../../../../test/fixtures/ticket-events.ts';
import { isOpen, ticketState } from '../ticket-state.ts';
import type { TicketCase } from './case-model.ts';
import { caseRefusal, wantsManager } from './case-refusal.ts';
import { differenceSince } from './edits.ts';
import { fullRefusal } from './entry-limit.ts';
import { isActive, REOPEN_WINDOW_MS, STATUSES, TRANSITIONS } from './status-rules.ts';
import { tagsRefusal } from './tags.ts';
import { nextCase, ticketCase, tierTimes } from './ticket-case.ts';

const NOTHING = { managerAsked: false, managerHeard: null };
const taken = story(['created', user], ['assigned', tess]);
const solved = story(['created', user], ['claimed', tess], ['done', tess]);
const withOneMore = (events: ReturnType<typeof story>, ...more: Step[]) => {
  const before = events.map((): Step => ['note', tess]);
  return [...events, ...story(...before, ...more).slice(events.length)];
};

describe('ticketCase', () => {
  it('follows a ticket from the first word to five stars', () => {
    const events = story(
      ['created', user],
      ['assigned', tess],
      ['moved', tess],
      ['reply', user],
      ['done', tess],
      ['accepted', user],
      ['rated', user],
    );
    const path = events.map((_, index) => ticketCase(events.slice(0, index + 1))?.status);
    expect(path).toEqual(['new', 'open', 'pending-user', 'open', 'resolved', 'closed', 'closed']);
    expect(ticketCase(events)).toMatchObject({
      owner: tessPerson,
      rating: { stars: 5 },
      resolution: { code: 'remote-repair', note: 'switched it on' },
      waitingSince: null,
      version: 4,
    });
  });

  it('has the language in which it was written until the desk sets another', () => {
    const events = story(['created', user]);
    expect(ticketCase(events)?.language).toBe(null);
    expect(ticketCase(withOneMore(events, ['spoken', tess]))).toMatchObject({ language: 'de', version: 0 });
  });

  it('is new again after a claim that was given up, and stays with an owner who was named', () => {
    expect(ticketCase(story(['created', user], ['claimed', tess], ['released', tess]))).toMatchObject({
      status: 'new',
      owner: null,
    });
    const events = story(['created', user], ['assigned', tess], ['claimed', tom], ['released', tom]);
    expect(ticketCase(events)).toMatchObject({ status: 'open', owner: tessPerson });
  });

  it('is new again when what it waited for comes to nobody', () => {
    const toGroup = { ...BODIES.assigned, owner: null, group: printers };
    const waits = withOneMore(taken, ['moved', tess], [toGroup, tess]);
    expect(ticketCase(waits)).toMatchObject({ status: 'pending-user', owner: null });
    for (const answer of ['reply', 'attached'] as const) {
      expect(ticketCase(withOneMore(waits, [answer, user]))).toMatchObject({ status: 'new', owner: null, group: printers });
    }
    const problem = { type: 'recorded', item: { kind: 'known-or-new', decision: 'new', problem: 'P-17' } } as const;
    const workaround = { type: 'recorded', item: { kind: 'workaround', text: 'none' } } as const;
    const move = (to: 'pending-fix' | 'open') => ({ type: 'moved', to, note: '' }) as const;
    const fixed = withOneMore(taken, [problem, tess], [workaround, tess], [move('pending-fix'), tess], [toGroup, tess]);
    expect(ticketCase(fixed)?.status).toBe('pending-fix');
    expect(ticketCase(withOneMore(fixed, [move('open'), system]))).toMatchObject({ status: 'new', owner: null });
    expect(ticketCase(withOneMore(fixed, [move('open'), tess]))).toMatchObject({ status: 'open', owner: tessPerson });
  });

  it('opens again when the user answers a solution, with whoever solved it', () => {
    const again = ticketCase(withOneMore(solved, ['reply', user]));
    expect(again).toMatchObject({ status: 'open', owner: tessPerson, reopens: 1, live: { state: 'waiting' } });
  });

  it('opens a closed one for its user within the window only, and for the system always', () => {
    const closed = ticketCase(withOneMore(solved, ['accepted', user]));
    const reopen = (actor: typeof user, at: number) => nextCase(closed, { seq: 9, at, actor, body: BODIES.reopened })?.status;
    expect(reopen(user, 4000 + REOPEN_WINDOW_MS - 1000)).toBe('open');
    expect(reopen(user, 4000 + REOPEN_WINDOW_MS)).toBe('closed');
    expect(reopen(system, 4000 + 2 * REOPEN_WINDOW_MS)).toBe('open');
  });

  it('counts the time that somebody waits for a word, and the first answer', () => {
    const events = story(['created', user], ['reply', user], ['note', tess], ['reply', tess], ['reply', user]);
    const waits = events.map((_, index) => ticketCase(events.slice(0, index + 1))?.waitingSince);
    expect(waits).toEqual([0, 0, 0, null, 4000]);
    expect(ticketCase(events)?.firstResponseAt).toBe(3000);
  });

  it('wants the manager from when it is asked until that is taken up, and again when it is asked again', () => {
    const events = story(['created', user], ['manager-heard', tess], ['manager-asked', user], ['manager-heard', tess]);
    const wants = (upTo: number) => wantsManager(ticketCase(events.slice(0, upTo)) ?? NOTHING);
    expect([1, 2, 3, 4].map(wants)).toEqual([false, false, true, false]);
    expect(ticketCase(events)).toMatchObject({ managerAsked: true, managerHeard: tessPerson });
    expect(wantsManager(ticketCase(withOneMore(events, ['manager-asked', user])) ?? NOTHING)).toBe(true);
  });

  it('waits for a fix only with a known problem and a workaround, or the word that there is none', () => {
    const toFix = { type: 'moved', to: 'pending-fix', note: '' } as const;
    const problem = { type: 'recorded', item: { kind: 'known-or-new', decision: 'new', problem: 'P-17' } } as const;
    const workaround = { type: 'recorded', item: { kind: 'workaround', text: 'none' } } as const;
    const refused = (events: ReturnType<typeof story>) =>
      caseRefusal(ticketCase(events), { seq: 9, at: 9000, actor: tess, body: toFix })?.context.guard;
    expect(refused(taken)).toBe('problem');
    expect(refused(withOneMore(taken, [problem, tess]))).toBe('workaround');
    expect(refused(withOneMore(taken, [problem, tess], [workaround, tess]))).toBeUndefined();
  });

  it('adds time up per tier and stops when it is solved', () => {
    const group = { id: 'group-printers', name: 'Printers', tier: 2 };
    const events = withOneMore(taken, [{ ...BODIES.assigned, group }, tess], ['done', tess]);
    expect(tierTimes(events, 60_000)).toEqual({ 1: 2000, 2: 1000 });
  });
});

const MOVES = (['open', 'pending-vendor', 'pending-fix', 'closed', 'spam'] as const).map(
  (to) => ({ type: 'moved', to, note: '' }) as const,
);

const TO_NOBODY = { ...BODIES.assigned, owner: null };

describe('whatever happens in whatever order', () => {
  const anyEvents = fc.array(
    fc.record({
      seq: fc.nat(),
      at: fc.nat({ max: 1_000_000 }),
      actor: fc.constantFrom(user, tess, tom, system),
      body: fc.constantFrom(...TYPES.map((type) => BODIES[type]), ...MOVES, TO_NOBODY),
    }),
    { maxLength: 60 },
  );

  it('live help and status say the same of what is open; whoever works or solved has an owner', () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        let ticket: TicketCase | undefined;
        const kept: typeof events = [];
        for (const event of events) {
          const refused = caseRefusal(ticket, event);
          const next = nextCase(ticket, event);
          if (refused) expect(next).toBe(ticket);
          else kept.push(event);
          ticket = next;
          if (!ticket) continue;
          expect(isOpen(ticket.live)).toBe(isActive(ticket.status));
          const isHeld = ticket.live.state === 'claimed' || ticket.live.state === 'in-session';
          if (['open', 'resolved'].includes(ticket.status)) expect(ticket.owner !== null || isHeld).toBe(true);
          if (!isActive(ticket.status)) expect(ticket.handover?.state).not.toBe('offered');
        }
        expect(ticketCase(kept)).toEqual(ticket);
        expect(ticketState(kept)).toEqual(ticket?.live);
      }),
    );
  });

  it('no status is reached but by a row of the table, and what is merged or spam stays so', () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        let ticket: TicketCase | undefined;
        for (const event of events) {
          const next = nextCase(ticket, event);
          if (ticket && next && next.status !== ticket.status) {
            const { status } = ticket;
            expect(
              TRANSITIONS.some(({ from, to, by }) => from === status && to === next.status && by.includes(event.actor.kind)),
            ).toBe(true);
            expect(['merged', 'spam']).not.toContain(status);
          }
          ticket = next;
        }
      }),
    );
  });

  it('every status but the terminal ones can be left, and each can be reached', () => {
    const names = Object.keys(STATUSES);
    expect(names.filter((name) => !TRANSITIONS.some(({ from }) => from === name))).toEqual(['merged', 'spam']);
    expect(names.filter((name) => !TRANSITIONS.some(({ to }) => to === name))).toEqual([]);
  });
});

describe('differenceSince', () => {
  it('names what others wrote over since, and nothing for words and work', () => {
    const events = story(['created', user], ['ranked', tess], ['note', tom], ['classified', tom], ['reply', user]);
    expect(differenceSince(events, 0)).toEqual({ parts: ['rank', 'category'], by: 'Tom', at: 3000 });
    expect(differenceSince(events, 1)).toEqual({ parts: ['category'], by: 'Tom', at: 3000 });
    expect(differenceSince(events, ticketCase(events)?.version ?? 0)).toBeUndefined();
  });
});

describe('a ticket that is full', () => {
  it('takes no words and no files, and whatever ends or answers something', () => {
    const taken = (count: number) => TYPES.filter((type) => fullRefusal(count, type) === undefined);
    expect(taken(MAX_TICKET_ENTRIES - 1)).toEqual(TYPES);
    const adds = ['note', 'chat', 'reply', 'call', 'call-back', 'attached', 'report-came', 'record-kept', 'recorded', 'reopened'];
    expect(taken(MAX_TICKET_ENTRIES).filter((type) => adds.includes(type))).toEqual([]);
    const ends = ['done', 'moved', 'cancelled', 'accepted', 'released', 'session-ended', 'watch-ended', 'merged', 'detached'];
    expect(TYPES.filter((type) => ends.includes(type) && fullRefusal(MAX_TICKET_ENTRIES, type))).toEqual([]);
    expect(fullRefusal(MAX_TICKET_ENTRIES, 'note')?.code).toBe('ticket.full');
  });
});

describe('tags', () => {
  const tagged = (add: string[], remove: string[] = []) => ({ type: 'tagged' as const, add, remove });
  const some = (from: number) => Array.from({ length: MAX_TICKET_TAGS }, (_, at) => `t${from + at}`);
  const refused = (events: ReturnType<typeof story>, change: ReturnType<typeof tagged>) =>
    tagsRefusal(ticketCase(events) ?? { tags: [] }, change)?.code;

  it('are at most so many', () => {
    const full = withOneMore(taken, [tagged(some(0)), tess]);
    expect(refused(taken, tagged(some(0)))).toBeUndefined();
    expect(refused(full, tagged(['one']))).toBe('request.invalid');
    expect(refused(full, tagged(['one', 't1'], ['t0']))).toBeUndefined();
  });

  it('of a log from before are more, and can become less', () => {
    const before = withOneMore(taken, [tagged(some(0)), tess], [tagged(some(MAX_TICKET_TAGS)), tess]);
    expect(ticketCase(before)).toMatchObject({ tags: { length: 2 * MAX_TICKET_TAGS }, version: 3 });
    expect(refused(before, tagged([], some(0)))).toBeUndefined();
    expect(refused(before, tagged(['one']))).toBe('request.invalid');
  });
});
