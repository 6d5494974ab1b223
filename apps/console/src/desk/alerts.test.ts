import { Observable } from '@alongside/base';
import type { Presence, TicketSummary } from '@alongside/protocol';
import { expect, test } from 'vitest';
import { Alerts } from './alerts.ts';
import type { Queue } from './desk-client.ts';

const queueOf = (...numbers: number[]): Queue => ({
  openCount: numbers.length,
  tickets: numbers.map(
    (number): TicketSummary => ({
      id: `ticket-${number}`,
      number,
      state: 'waiting',
      subject: 'x',
      requester: 'Mara Brandt',
      device: { id: 'device-01', name: 'LT', online: true },
      createdAt: 0,
      technician: null,
      sessionId: null,
      callBack: null,
    }),
  ),
});

function alerts(presenceNow: Presence) {
  const queue = new Observable<Queue | undefined>(undefined);
  const told: string[] = [];
  const made = new Alerts(queue, new Observable(presenceNow), {
    showCount: (count) => told.push(`count ${count}`),
    beep: () => told.push('beep'),
    notify: (ticket) => told.push(`notify ${ticket.number}`),
  });
  return { queue, told, made };
}

test('what waited before is counted, what comes is heard', () => {
  const { queue, told, made } = alerts('available');
  queue.set(queueOf(1));
  queue.set(queueOf(1, 2, 3));
  made.dispose();
  expect(told).toEqual(['count 1', 'count 3', 'beep', 'notify 2', 'notify 3', 'count 0']);
});

test('a request that comes back to waiting is heard again', () => {
  const { queue, told } = alerts('available');
  for (const now of [queueOf(1), queueOf(), queueOf(1)]) queue.set(now);
  expect(told).toEqual(['count 1', 'count 0', 'count 1', 'beep', 'notify 1']);
});

test('one who is busy sees the count alone', () => {
  const { queue, told } = alerts('busy');
  queue.set(queueOf());
  queue.set(queueOf(1));
  expect(told).toEqual(['count 0', 'count 1']);
});
