import type { HandoverNeed, WorkItem } from '@alongside/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  offerOf,
  printers,
  type Step,
  story,
  system,
  tess,
  tessPerson,
  tom,
  tomPerson,
  user,
} from '../../../../test/fixtures/ticket-events.ts';
import { HANDOVERS, type HandoverFacts, missingFor, takenOverBy } from './handover-rules.ts';
import { priorityOf } from './priority.ts';
import { answersOf, levelNeeded, QUESTIONNAIRE, questionsFor } from './questionnaire.ts';
import { ticketCase } from './ticket-case.ts';

const NO_FACTS: HandoverFacts = {
  reports: 0,
  reachable: false,
  bySupervisor: false,
  reason: '',
  instructions: '',
  asked: QUESTIONNAIRE,
};
const offered = (parts: Parameters<typeof offerOf>[0] = {}) =>
  [{ type: 'handover-offered', offer: offerOf(parts) } as const, tess] as const;
const answers = { since: 'days', scope: 'one', works: 'stopped', changed: 'update', message: 'none', again: 'always' };
const recorded = (item: WorkItem): Step => [{ type: 'recorded', item }, tess];

describe('what a handover needs', () => {
  const tierOne = ticketCase(story(['created', user], ['assigned', tess]));
  const missing = (events: ReturnType<typeof story>, kind: 'up' | 'down', toTier: number, facts: Partial<HandoverFacts> = {}) => {
    const ticket = ticketCase(events);
    return ticket && missingFor(ticket, { kind, toTier }, { ...NO_FACTS, ...facts });
  };

  it('from tier 1 to 2: what was asked, what it is, what was tried, what was checked, how to reach the user', () => {
    if (!tierOne) throw new Error('no ticket');
    const needs: readonly HandoverNeed[] = ['questionnaire', 'category', 'steps', 'diagnosis', 'back-channel', 'level'];
    expect(missingFor(tierOne, { kind: 'up', toTier: 2 }, NO_FACTS)).toEqual(needs);
    const events = story(
      ['created', user],
      recorded({ kind: 'answers', version: 1, answers }),
      ['classified', tess],
      recorded({ kind: 'no-steps', reason: 'the user has no time' }),
      recorded({ kind: 'report-refused', reason: 'not on this computer' }),
      ['call-back', user],
    );
    expect(missing(events, 'up', 2)).toEqual(['level']);
    // Up against the answers takes a reason; where they speak for it, none.
    const why = { reason: 'the user asked for somebody else' };
    expect(missing(events, 'up', 2, why)).toEqual([]);
    const spoken = events.with(1, {
      ...events[1],
      body: { type: 'recorded', item: { kind: 'answers', version: 1, answers: { ...answers, scope: 'all' } } },
    } as (typeof events)[number]);
    expect(missing(spoken, 'up', 2)).toEqual([]);
    for (let left = 2; left < events.length; left += 1) {
      expect(missing(events.toSpliced(left, 1), 'up', 2, why), `without entry ${left}`).toHaveLength(1);
    }
    expect(missing(events.slice(0, 4), 'up', 2, { reports: 1, reachable: true, ...why })).toEqual([]);
  });

  it('past a tier only for what is major, by a supervisor who says why', () => {
    const major = story(['created', user], [{ type: 'ranked', urgency: 5, impact: 5, major: true }, tess]);
    expect(missing(major, 'up', 3)).toEqual(['supervisor', 'reason']);
    expect(missing(major, 'up', 3, { bySupervisor: true, reason: 'all are down' })).toEqual([]);
    expect(missing(story(['created', user]), 'up', 3, { bySupervisor: true, reason: 'x' })).toEqual(['supervisor']);
  });

  it('there is no move but those of the table', () => {
    for (const kind of ['up', 'down', 'lateral', 'refer'] as const) {
      for (let from = 1; from <= 4; from += 1) {
        for (let to = 1; to <= 4; to += 1) {
          if (!tierOne) throw new Error('no ticket');
          const has = missingFor({ ...tierOne, tier: from }, { kind, toTier: to }, NO_FACTS) !== undefined;
          expect(has).toBe(HANDOVERS.some((row) => row.kind === kind && row.from.includes(from) && row.by.includes(to - from)));
          if (kind === 'up' && has) expect(to).toBeGreaterThan(from);
          if (kind === 'down' && has) expect(to).toBe(from - 1);
        }
      }
    }
  });
});

describe('the handover machine', () => {
  it('an accepted one moves tier, group and owner; the offerer kept it until then', () => {
    const events = story(['created', user], offered(), ['handover-accepted', tom]);
    expect(ticketCase(events.slice(0, 2))).toMatchObject({ tier: 1, owner: { name: 'Tess' }, handover: { state: 'offered' } });
    expect(ticketCase(events)).toMatchObject({ tier: 2, group: printers, owner: tomPerson, handover: { state: 'accepted' } });
  });

  it('who accepted goes on instead of others, for as long as the ticket is theirs; a referral hands nothing over', () => {
    const accepted = [{ type: 'handover-accepted', handoverId: 'handover-0001' } as const, tom] as const;
    const events = story(['created', user], ['assigned', tess], offered(), accepted);
    expect(takenOverBy(ticketCase(events), tessPerson.id)).toEqual(tomPerson);
    expect(takenOverBy(ticketCase(events), tomPerson.id)).toBeUndefined();
    expect(takenOverBy(ticketCase(story(['created', user], ['assigned', tess], offered())), tessPerson.id)).toBeUndefined();
    expect(
      takenOverBy(
        ticketCase(story(['created', user], ['assigned', tess], offered(), accepted, ['assigned', tess])),
        tessPerson.id,
      ),
    ).toBeUndefined();
    const referred = offered({ kind: 'refer', person: tomPerson, group: null });
    expect(
      takenOverBy(ticketCase(story(['created', user], ['assigned', tess], referred, accepted)), tessPerson.id),
    ).toBeUndefined();
  });

  it('the group that it came from is known, to be given back to', () => {
    const down = offered({
      handoverId: 'handover-0002',
      kind: 'down',
      toTier: 1,
      group: { id: 'group-first', name: 'First', tier: 1 },
    });
    const accepted = (handoverId: string) => [{ type: 'handover-accepted', handoverId } as const, tom] as const;
    const up = [['created', user], offered(), accepted('handover-0001')] as const;
    expect(ticketCase(story(...up))?.cameFrom).toBeNull();
    expect(ticketCase(story(...up, down, accepted('handover-0002')))?.cameFrom).toEqual(printers);
  });

  it('what comes back from a vendor waits for them no longer', () => {
    const accepted = (handoverId: string) => [{ type: 'handover-accepted', handoverId } as const, tom] as const;
    const to = (tier: number, kind: 'up' | 'down') => {
      const handoverId = `handover-000${tier}`;
      const group = { id: `group-tier-${tier}`, name: 'G', tier };
      return [offered({ handoverId, kind, toTier: tier, group }), accepted(handoverId)] as const;
    };
    const agreed = [['vendor-asked', tess] as const, ['vendor-answered', user] as const, ['vendor-sent', tess] as const];
    const out = [['created', user] as const, ['assigned', tess] as const, ...to(2, 'up'), ...agreed, ...to(4, 'up')];
    expect(ticketCase(story(...out))).toMatchObject({ tier: 4, status: 'pending-vendor' });
    expect(ticketCase(story(...out, ...to(3, 'down')))).toMatchObject({ tier: 3, status: 'open' });
  });

  it('a referral adds somebody and moves nothing', () => {
    const ticket = ticketCase(story(['created', user], offered({ kind: 'refer' }), ['handover-accepted', tom]));
    expect(ticket).toMatchObject({ tier: 1, group: null, owner: { name: 'Tess' }, consultants: [tomPerson] });
  });

  it('a returned one is counted, names what is missing, and leaves the ticket where it was', () => {
    const ticket = ticketCase(story(['created', user], offered(), ['handover-returned', tom]));
    expect(ticket).toMatchObject({
      tier: 1,
      owner: { name: 'Tess' },
      returns: 1,
      handover: { state: 'returned', missing: ['steps'] },
    });
  });

  it('ends once: after a time-out nobody accepts, and another can be offered', () => {
    const ended = story(['created', user], offered(), ['handover-ended', system], ['handover-accepted', tom]);
    expect(ticketCase(ended)).toMatchObject({ tier: 1, handover: { state: 'ended', how: 'lapsed' } });
    const again = story(
      ['created', user],
      offered(),
      offered({ handoverId: 'handover-0002' }),
      ['handover-ended', system],
      [{ type: 'handover-offered', offer: offerOf({ handoverId: 'handover-0003' }) }, tess],
    );
    expect(ticketCase(again.slice(0, 3))?.handover?.offer.handoverId).toBe('handover-0001');
    expect(ticketCase(again)?.handover).toMatchObject({ state: 'offered', offer: { handoverId: 'handover-0003' } });
  });

  it('one for somebody in particular is accepted by nobody else', () => {
    const forTess = offered({ person: { id: 'technician-tess', name: 'Tess' } });
    expect(ticketCase(story(['created', user], forTess, ['handover-accepted', tom]))?.handover?.state).toBe('offered');
  });
});

describe('the questionnaire', () => {
  it('asks on only where it has to, and the answers speak for a tier', () => {
    const ids = (given: Record<string, string>) => questionsFor(given, QUESTIONNAIRE).map(({ id }) => id);
    expect(ids({ changed: 'update' })).not.toContain('what-changed');
    expect(ids({ changed: 'program' })).toContain('what-changed');
    expect(levelNeeded({}, QUESTIONNAIRE)).toBe(1);
    expect(levelNeeded({ scope: 'all' }, QUESTIONNAIRE)).toBe(2);
  });

  it('takes the newest answer of its own version', () => {
    const work = [
      { kind: 'answers', version: 1, answers: { scope: 'one', message: 'E1' } },
      { kind: 'answers', version: QUESTIONNAIRE.version + 1, answers: { scope: 'all' } },
      { kind: 'answers', version: 1, answers: { scope: 'some' } },
    ] as const;
    expect(answersOf({ work }, QUESTIONNAIRE)).toEqual({ scope: 'some', message: 'E1' });
  });
});

describe('priorityOf', () => {
  const grade = fc.integer({ min: 1, max: 5 });
  it.each([
    [1, 1, 1],
    [3, 3, 3],
    [5, 1, 3],
    [5, 5, 5],
  ])('urgency %i and impact %i make %i', (urgency, impact, expected) => {
    expect(priorityOf({ urgency, impact, major: false })).toBe(expected);
  });

  it('grows with either, weighs both the same, and what is major is above all', () => {
    fc.assert(
      fc.property(grade, grade, (urgency, impact) => {
        const priority = priorityOf({ urgency, impact, major: false });
        expect(priorityOf({ urgency: impact, impact: urgency, major: false })).toBe(priority);
        if (urgency < 5) expect(priorityOf({ urgency: urgency + 1, impact, major: false })).toBeGreaterThanOrEqual(priority);
        expect(priorityOf({ urgency, impact, major: true })).toBeGreaterThan(priority);
      }),
    );
  });
});
