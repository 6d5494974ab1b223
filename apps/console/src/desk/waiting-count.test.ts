import { Observable } from '@alongside/base';
import type { TicketSummary } from '@alongside/protocol';
import { expect, test } from 'vitest';
import type { Queue } from './desk-client.ts';
import { countWaiting } from './waiting-count.ts';

const queueOf = (...states: TicketSummary['state'][]): Queue => ({
  openCount: states.length,
  tickets: states.map(
    (state, number): TicketSummary => ({
      id: `ticket-${number}`,
      number: number + 1,
      state,
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

test('who waits is counted, and nobody once the page is left', () => {
  const queue = new Observable<Queue | undefined>(undefined);
  const shown: number[] = [];
  const counting = countWaiting(queue, (count) => shown.push(count));
  for (const now of [queueOf('waiting'), queueOf('waiting', 'claimed', 'waiting'), queueOf()]) queue.set(now);
  counting.dispose();
  queue.set(queueOf('waiting'));
  expect(shown).toEqual([1, 2, 0, 0]);
});
