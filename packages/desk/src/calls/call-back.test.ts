import type { TicketEvent } from '@alongside/protocol';
import { describe, expect, test } from 'vitest';
import { tess, user } from '../../../../test/fixtures/ticket-events.ts';
import { callAfter, callDueAt, SOON_MS, TRY_AGAIN_MS, type WantedCall } from './call-back.ts';

const asked = (at: number, dueAt?: number): TicketEvent => ({
  seq: 1,
  at,
  actor: user,
  body: { type: 'call-back', phone: '0800 1', when: 'noon', ...(dueAt === undefined ? {} : { dueAt }) },
});
const called = (at: number, reached: boolean): TicketEvent => ({
  seq: 2,
  at,
  actor: tess,
  body: { type: 'call', callId: 'call-00001', direction: 'out', reached, phone: '', startedAt: at, durationMs: 5, note: '' },
});
const after = (...events: TicketEvent[]) => events.reduce<WantedCall | null>(callAfter, null);
const due = (call: WantedCall | null) => call && callDueAt(call);

describe('a call that is wanted', () => {
  test('is late at its time, or an hour after it was asked for without one', () => {
    expect(due(after(asked(1000, 9_000_000)))).toBe(9_000_000);
    expect(due(after(asked(1000)))).toBe(1000 + SOON_MS);
  });

  test('is tried again in half an hour where nobody answered, and not before its time', () => {
    const tried = after(asked(1000, 2000), called(3000, false));
    expect(tried).toMatchObject({ tries: 1, triedAt: 3000 });
    expect(due(tried)).toBe(3000 + TRY_AGAIN_MS);
    expect(due(after(asked(1000, 99_000_000), called(3000, false)))).toBe(99_000_000);
  });

  test('goes along where its ticket ends in another, which keeps its own', () => {
    const wanted = after(asked(1000, 9000), called(2000, false));
    const absorbed: TicketEvent = {
      seq: 3,
      at: 3000,
      actor: tess,
      body: { type: 'absorbed', other: { ticketId: 'ticket-0001', number: 7 }, ...(wanted ? { call: wanted } : {}) },
    };
    expect(after(absorbed)).toEqual(wanted);
    expect(after(asked(2500), absorbed)).toMatchObject({ askedAt: 2500, tries: 0 });
    expect(
      after(asked(1000), { ...absorbed, body: { type: 'merged', other: { ticketId: 'ticket-0002', number: 8 } } }),
    ).toBeNull();
  });

  test('is over once somebody was reached, and one at a time', () => {
    expect(after(asked(1000), called(2000, true))).toBeNull();
    expect(after(asked(1000), called(2000, false), asked(3000, 4000))).toMatchObject({ tries: 0, wantedAt: 4000 });
    expect(after(called(2000, false))).toBeNull();
  });
});
