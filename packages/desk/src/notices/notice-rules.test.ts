import type { TicketEvent } from '@alongside/protocol';
import { describe, expect, it } from 'vitest';
import { BODIES, system } from '../../../../test/fixtures/ticket-events.ts';
import type { TicketCase } from '../case/case-model.ts';
import { beginsToWait, noticeOf } from './notice-rules.ts';

const person = (id: string) => ({ id, name: id });
const user = { kind: 'user', id: null, name: 'Uma' } as const;
const tess = { kind: 'technician', id: 'tess', name: 'Tess' } as const;
const ticket = {
  owner: person('tess'),
  watchers: [person('wim'), person('tess')],
  consultants: [person('cora')],
  live: { state: 'waiting', since: 0 },
  handover: null,
} as const;
const said = { messageId: 'message-0001', text: 'x' };
const told = (actor: TicketEvent['actor'], body: TicketEvent['body']) => noticeOf({ seq: 1, at: 0, actor, body }, ticket);

describe('noticeOf', () => {
  it('tells those whose ticket it is, once each, of what its user says', () => {
    const all = ['tess', 'wim', 'cora'];
    expect(told(user, { type: 'reply', ...said })).toMatchObject({ kind: 'reply', people: all, leaders: false });
    expect(told(user, BODIES.attached)).toMatchObject({ kind: 'reply', people: all });
    expect(told(user, BODIES['vendor-answered'])).toMatchObject({ kind: 'reply', people: all });
    expect(told(user, BODIES['crash-refused'])).toMatchObject({ kind: 'reply', people: all });
    expect(told(user, { type: 'reopened' })).toMatchObject({ kind: 'reopened', people: all });
    expect(told(user, { type: 'rated', stars: 2, comment: '' })).toMatchObject({
      kind: 'bad-rating',
      people: all,
      leaders: true,
    });
  });

  it.each<[TicketEvent['actor'], TicketEvent['body']]>([
    [tess, { type: 'reply', ...said }],
    [tess, { type: 'note', text: 'x' }],
    [tess, BODIES.attached],
    [user, { type: 'rated', stars: 3, comment: '' }],
    [tess, { type: 'assigned', owner: null, group: null, note: '' }],
    [user, { type: 'created', text: 'x' }],
  ])('is nothing for %o: %o', (actor, body) => {
    expect(told(actor, body)).toBeUndefined();
  });

  it('tells a new owner, those who lead, and a group only where nobody in particular is meant', () => {
    expect(told(tess, { type: 'assigned', owner: person('tom'), group: null, note: '' })?.people).toEqual(['tom']);
    expect(told(tess, { type: 'offer-made', person: person('tom'), group: null as never, lapsesAt: 1 })?.people).toEqual(['tom']);
    expect(told(user, { type: 'manager-asked', reason: '' })).toMatchObject({ people: [], leaders: true });
    expect(told(system, { ...BODIES.developers, state: 'asked' })).toMatchObject({
      kind: 'developers-asked',
      people: [],
      leaders: true,
    });
    expect(told(system, BODIES.developers)).toMatchObject({ kind: 'developers-answered', leaders: true });
    // Of five hundred tickets of one problem, and of those that are added to it, those who lead hear once.
    expect(told(system, { ...BODIES.developers, state: 'asked', via: 'linked' })).toBeUndefined();
    expect(told(system, { ...BODIES.developers, via: 'problem' })).toMatchObject({
      people: ['tess', 'wim', 'cora'],
      leaders: false,
    });
    const offer = {
      handoverId: 'handover-1',
      kind: 'up' as const,
      toTier: 2,
      group: { id: 'printers', name: 'Printers', tier: 2 },
      person: null,
      reason: '',
      instructions: '',
      package: '0'.repeat(64),
      lapsesAt: 1,
    };
    expect(told(tess, { type: 'handover-offered', offer })).toMatchObject({ groupId: 'printers', people: [] });
    const offered = { ...ticket, handover: { state: 'offered', offer, fromTier: 1, by: person('tess'), at: 0 } } as const;
    const ended = (how: 'lapsed' | 'withdrawn') =>
      noticeOf({ seq: 1, at: 0, actor: system, body: { type: 'handover-ended', handoverId: 'handover-1', how } }, offered);
    expect(ended('lapsed')).toMatchObject({ kind: 'returned', people: ['tess'] });
    expect(ended('withdrawn')).toBeUndefined();
    const meant = { ...offer, person: person('tom') };
    expect(told(tess, { type: 'handover-offered', offer: meant })).toMatchObject({ groupId: null, people: ['tom'] });
  });
});

it('somebody begins to wait with a new request, and again when a claim ends', () => {
  const waits = { status: 'new', live: { state: 'waiting', since: 0 }, waitingSince: 0 } as const;
  const helped = { ...waits, status: 'open', live: { state: 'claimed' } } as const;
  const told = (before: object | undefined, after: object) => beginsToWait(before as TicketCase | undefined, after as TicketCase);
  expect([told(undefined, waits), told(helped, waits), told(waits, waits), told(waits, helped)]).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
