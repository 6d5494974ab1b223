import type { TicketEvent } from '@alongside/protocol';
import { describe, expect, it } from 'vitest';
import { mailWaitMs, userMailOf } from './mail-rules.ts';

const user = { kind: 'user', id: null, name: 'Uma' } as const;
const technician = { kind: 'technician', id: 'tess-0001', name: 'Tess' } as const;
const system = { kind: 'system', id: null, name: '' } as const;
const entry = (actor: TicketEvent['actor'], body: TicketEvent['body']): TicketEvent => ({ seq: 1, at: 0, actor, body });
const said = { messageId: 'message-0001', text: 'x' };

describe('userMailOf', () => {
  it.each<[TicketEvent['actor'], TicketEvent['body'], ReturnType<typeof userMailOf>]>([
    [user, { type: 'created', text: 'x' }, 'intake'],
    // A ticket that the desk opened for itself.
    [system, { type: 'created', text: 'x' }, undefined],
    [technician, { type: 'reply', ...said }, 'reply'],
    [user, { type: 'reply', ...said }, undefined],
    [technician, { type: 'chat', ...said }, undefined],
    [technician, { type: 'note', text: 'x' }, undefined],
    [technician, { type: 'done', solution: '' }, 'solved'],
    [user, { type: 'call-back', phone: '1', when: 'x' }, 'call-back'],
    [
      technician,
      { type: 'vendor-asked', vendor: { vendorId: 'v-000001', name: 'x' }, package: 'a', bytes: 1 },
      'vendor-question',
    ],
    [system, { type: 'reminded', nth: 1 }, 'reminder'],
    [technician, { type: 'merged', other: { ticketId: 'ticket-0001', number: 7 } }, 'merged'],
    [user, { type: 'vendor-answered', package: 'a', answer: 'yes' }, undefined],
    [user, { type: 'cancelled' }, undefined],
    [technician, { type: 'recorded', item: { kind: 'step', text: 'x', result: 'done' } }, undefined],
  ])('%o: %o', (actor, body, expected) => {
    expect(userMailOf(entry(actor, body))).toBe(expected);
  });
});

describe('mailWaitMs', () => {
  it('grows, and ends', () => {
    const waits = [1, 2, 3, 4, 5, 6].map(mailWaitMs);
    expect(waits.map((wait) => (wait === undefined ? wait : wait / 60_000))).toEqual([1, 5, 30, 120, 360, undefined]);
  });
});
