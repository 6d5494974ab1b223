import { expect, test } from 'vitest';
import { offerOf, type Step, story, system, tess, tom, user } from '../../../../test/fixtures/ticket-events.ts';
import { nextCase, ticketCase } from '../case/ticket-case.ts';
import { ticketNewsOf } from './ticket-news.ts';

const refer = { type: 'handover-offered', offer: offerOf({ kind: 'refer' }) } as const;

test.each<[string, Step[], (string | undefined)[]]>([
  ['its beginning', [['created', user]], ['ticket.created']],
  [
    'who takes it, its wait and its answer',
    [
      ['created', user],
      ['assigned', tess],
      ['note', tess],
      ['moved', tess],
      ['reply', user],
    ],
    ['ticket.created', 'ticket.status', undefined, 'ticket.status', 'ticket.status'],
  ],
  [
    'what solves it, once, and that it is accepted',
    [
      ['created', user],
      ['assigned', tess],
      ['done', tess],
      ['accepted', user],
    ],
    ['ticket.created', 'ticket.status', 'ticket.solved', 'ticket.status'],
  ],
  [
    'a handover when it is accepted',
    [
      ['created', user],
      ['assigned', tess],
      ['handover-offered', tess],
      ['handover-accepted', tom],
    ],
    ['ticket.created', 'ticket.status', undefined, 'ticket.handed-over'],
  ],
  [
    'no view that was asked for, and no offer',
    [
      ['created', user],
      ['offer-made', system],
      ['assigned', tess],
      [refer, tess],
      ['handover-accepted', tom],
    ],
    ['ticket.created', undefined, 'ticket.status', undefined, undefined],
  ],
])('tells of %s', (_, steps, news) => {
  const events = story(...steps);
  const told = events.map((event, at) => {
    const before = ticketCase(events.slice(0, at));
    const after = nextCase(before, event);
    return after && ticketNewsOf(event, before, after);
  });
  expect(told).toEqual(news);
});
