import type { GroupAssignment } from '@alongside/protocol';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { type Candidate, canTake, choosePerson, tidySkills } from './choose-person.ts';
import { NOT_OFFERED, nextOffer, type OfferEvent } from './offer-state.ts';
import { type OfferingGroup, offeringGroup, planOffers, type WaitingTicket, wantedSkills } from './plan-offers.ts';

const person = (id: string, parts: Partial<Candidate> = {}): Candidate => {
  return { id, name: id, available: true, skills: [], load: 0, offers: 0, offeredAt: null, ...parts };
};
const rule = (parts: Partial<GroupAssignment> = {}): GroupAssignment => {
  return { how: 'offered', limit: 3, answerWithinSec: 60, skills: [], byCategory: false, takesNew: false, ...parts };
};
const group = (id: string, memberIds: string[], parts: Partial<GroupAssignment> = {}): OfferingGroup => {
  return { id, memberIds, assignment: rule(parts) };
};
const waiting = (id: string, parts: Partial<WaitingTicket> = {}): WaitingTicket => {
  return { id, number: 1001, priority: 3, createdAt: 0, groupId: 'g', category: null, passed: [], ...parts };
};

test.each<[string, Candidate[], string[], string | undefined]>([
  ['the one with the least to do', [person('ann', { load: 2 }), person('bob', { load: 1 })], [], 'bob'],
  ['of equals who was asked longest ago', [person('ann', { offeredAt: 9 }), person('bob', { offeredAt: 5 })], [], 'bob'],
  ['who was never asked before anybody who was', [person('ann', { offeredAt: 0 }), person('bob')], [], 'bob'],
  ['nobody who is away', [person('ann', { available: false })], [], undefined],
  ['nobody at the limit', [person('ann', { load: 3 })], [], undefined],
  ['nobody who is asked about another one', [person('ann', { offers: 1 })], [], undefined],
  ['nobody who passed it', [person('ann'), person('bob', { load: 2 })], ['ann'], 'bob'],
  ['nobody where there is nobody', [], [], undefined],
])('offers to %s', (_, people, passed, chosen) => {
  expect(choosePerson(people, { limit: 3, skills: [] }, passed)?.id).toBe(chosen);
});

test('skills are the same however they are written, and each of those wanted counts', () => {
  const ann = person('ann', { skills: ['Printers', 'active  directory'] });
  expect(canTake(ann, { limit: 3, skills: ['printers', ' Active Directory '] })).toBe(true);
  expect(canTake(ann, { limit: 3, skills: ['printers', 'mail'] })).toBe(false);
  expect(tidySkills([' Mail', 'mail', '', 'Active  Directory'])).toEqual(['mail', 'Active Directory']);
});

test('a category is a skill where the group says so', () => {
  expect(wantedSkills(group('g', [], { skills: ['german'] }), 'printer')).toEqual(['german']);
  expect(wantedSkills(group('g', [], { skills: ['german'], byCategory: true }), 'printer')).toEqual(['german', 'printer']);
  expect(wantedSkills(group('g', [], { byCategory: true }), null)).toEqual([]);
});

test('what has no group is offered by the first that takes what is new; where it is given by hand, by nobody', () => {
  const groups = [group('a', []), group('b', [], { takesNew: true }), group('c', [], { takesNew: true })];
  expect(offeringGroup({ groupId: null }, groups)?.id).toBe('b');
  expect(offeringGroup({ groupId: 'a' }, groups)?.id).toBe('a');
  expect(offeringGroup({ groupId: 'gone' }, groups)).toBeUndefined();
  expect(offeringGroup({ groupId: null }, [group('a', [], { takesNew: true, how: 'by-hand' })])).toBeUndefined();
});

describe('planOffers', () => {
  it('gives the most urgent first, then who waits longer, one to each', () => {
    const tickets = [
      waiting('late', { createdAt: 9 }),
      waiting('early', { createdAt: 1 }),
      waiting('urgent', { priority: 6, createdAt: 99 }),
    ];
    const planned = planOffers(tickets, [group('g', ['ann', 'bob'])], [person('ann', { load: 1 }), person('bob')]);
    expect(planned.map(({ ticketId, personId }) => [ticketId, personId])).toEqual([
      ['urgent', 'bob'],
      ['early', 'ann'],
    ]);
  });

  it('holds for any desk: nobody is asked twice, or above the limit, or for what they passed or cannot do', () => {
    const ids = fc.constantFrom('ann', 'bob', 'cid', 'dan');
    const skills = fc.uniqueArray(fc.constantFrom('mail', 'disk'));
    const people = fc.uniqueArray(
      fc.record({
        id: ids,
        available: fc.boolean(),
        skills,
        load: fc.nat(4),
        offers: fc.nat(1),
        offeredAt: fc.option(fc.nat(9)),
      }),
      { selector: ({ id }) => id },
    );
    const groups = fc.uniqueArray(
      fc.record({
        id: fc.constantFrom('g', 'h'),
        memberIds: fc.uniqueArray(ids),
        assignment: fc.record({
          how: fc.constantFrom('offered' as const, 'by-hand' as const),
          limit: fc.integer({ min: 1, max: 4 }),
          answerWithinSec: fc.constant(60),
          skills,
          byCategory: fc.boolean(),
          takesNew: fc.boolean(),
        }),
      }),
      { selector: ({ id }) => id },
    );
    const tickets = fc.uniqueArray(
      fc.record({
        id: fc.constantFrom('t1', 't2', 't3', 't4', 't5'),
        number: fc.nat(9),
        priority: fc.integer({ min: 1, max: 6 }),
        createdAt: fc.nat(9),
        groupId: fc.option(fc.constantFrom('g', 'h')),
        category: fc.option(fc.constantFrom('mail', 'disk')),
        passed: fc.uniqueArray(ids),
      }),
      { selector: ({ id }) => id },
    );
    fc.assert(
      fc.property(people, groups, tickets, (given, gs, ts) => {
        const all = given.map((each) => person(each.id, each));
        const planned = planOffers(ts, gs, all);
        expect(new Set(planned.map(({ personId }) => personId)).size).toBe(planned.length);
        expect(new Set(planned.map(({ ticketId }) => ticketId)).size).toBe(planned.length);
        for (const { ticketId, personId, groupId } of planned) {
          const [ticket, by, to] = [
            ts.find(({ id }) => id === ticketId),
            gs.find(({ id }) => id === groupId),
            all.find(({ id }) => id === personId),
          ];
          if (!ticket || !by || !to) throw new Error('of nothing that is there');
          expect(by.memberIds).toContain(personId);
          expect(ticket.passed).not.toContain(personId);
          expect(canTake(to, { limit: by.assignment.limit, skills: wantedSkills(by, ticket.category) })).toBe(true);
        }
        expect(planOffers([...ts].reverse(), gs, [...all].reverse())).toHaveLength(planned.length);
      }),
      { numRuns: 100 },
    );
  });
});

describe('an offer', () => {
  const ann = { id: 'ann', name: 'Ann' };
  const bob = { id: 'bob', name: 'Bob' };
  const made = (to = ann): OfferEvent => ({ type: 'made', person: to, at: 1, lapsesAt: 61 });
  const passed = (personId: string, again = false): OfferEvent => ({ type: 'passed', personId, again });
  const after = (...events: OfferEvent[]) => events.reduce(nextOffer, NOT_OFFERED);

  it('goes to one person at a time, and back to the queue when that person passes', () => {
    expect(after(made())).toMatchObject({ state: 'offered', person: ann, lapsesAt: 61 });
    expect(after(made(), made(bob))).toMatchObject({ person: ann });
    expect(after(made(), passed('bob'))).toMatchObject({ person: ann });
    expect(after(made(), passed('ann'))).toEqual({ state: 'free', passed: ['ann'] });
    expect(after(made(), passed('ann'), made(bob))).toMatchObject({ person: bob, passed: ['ann'] });
    expect(after(made(), passed('ann', true))).toEqual(NOT_OFFERED);
  });

  it('is over once anybody has the ticket; given up, all are asked anew but who gave it up', () => {
    expect(after(made(), { type: 'taken' })).toEqual(NOT_OFFERED);
    expect(after(made(), passed('ann'), { type: 'taken' })).toEqual(NOT_OFFERED);
    expect(after({ type: 'taken' }, { type: 'given-up', personId: 'bob' })).toEqual({ state: 'free', passed: ['bob'] });
    expect(after({ type: 'given-up', personId: null })).toEqual(NOT_OFFERED);
  });
});
