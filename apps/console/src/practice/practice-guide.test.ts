import { Observable } from '@alongside/base';
import type { TicketSummary } from '@alongside/protocol';
import { describe, expect, it } from 'vitest';
import type { Queue } from '../desk/desk-client.ts';
import type { Stage } from '../session/session-view.ts';
import type { Practice } from '../shared/preferences.ts';
import { PracticeGuide } from './practice-guide.ts';

const waiting = (name: string): Queue => ({
  openCount: 1,
  tickets: [
    {
      id: 'ticket-0001',
      number: 1,
      state: 'waiting',
      subject: 'The printer',
      requester: 'Robin',
      device: { id: 'device-0001', name, online: true },
      createdAt: 0,
      technician: null,
      sessionId: null,
      callBack: null,
    } satisfies TicketSummary,
  ],
});
const SCREEN = { grantId: 'grant-0001', width: 1280, height: 800, label: 'screen' };
const ENDED: Stage = { stage: 'ended', at: 1, end: { by: 'user', reason: 'user-stopped' } };

function begin(deviceName: string) {
  const practice = new Observable<Practice>({ done: [], hidden: false });
  const queue = new Observable<Queue | undefined>(undefined);
  const ticket = {
    ticketId: 'ticket-0001',
    deviceName,
    stage: new Observable<Stage>({ stage: 'offered' }),
    screen: new Observable<typeof SCREEN | undefined>(undefined),
  };
  const tickets = new Observable<ReadonlyMap<string, typeof ticket>>(new Map());
  const guide = new PracticeGuide(practice, queue, tickets);
  return { practice, queue, ticket, tickets, guide };
}

describe('the steps of a first session', () => {
  it('tick themselves as it happens, once', () => {
    const { practice, queue, ticket, tickets } = begin('Practice computer 1');
    const seen: number[] = [];
    practice.onChange(({ done }) => seen.push(done.length));
    queue.set(waiting('Practice computer 1'));
    queue.set(waiting('Practice computer 1'));
    tickets.set(new Map([[ticket.ticketId, ticket]]));
    ticket.stage.set({ stage: 'live' });
    ticket.screen.set(SCREEN);
    ticket.screen.set(undefined);
    ticket.stage.set(ENDED);
    expect(seen).toEqual([1, 2, 3, 4, 5]);
    expect(practice.value.done).toEqual(['request', 'claimed', 'joined', 'seen', 'ended']);
  });

  it('are not ticked by real work', () => {
    const { practice, queue, ticket, tickets } = begin('LT-4471');
    queue.set(waiting('LT-4471'));
    tickets.set(new Map([[ticket.ticketId, ticket]]));
    ticket.stage.set({ stage: 'live' });
    ticket.screen.set(SCREEN);
    ticket.stage.set(ENDED);
    expect(practice.value.done).toEqual([]);
  });

  it('need a picture before the end counts', () => {
    const { practice, ticket, tickets } = begin('Practice computer 2');
    tickets.set(new Map([[ticket.ticketId, ticket]]));
    ticket.stage.set({ stage: 'live' });
    ticket.stage.set(ENDED);
    expect(practice.value.done).toEqual(['request', 'claimed', 'joined']);
  });

  it('are followed no more after the end of the page', () => {
    const { practice, queue, guide } = begin('Practice computer 1');
    guide.dispose();
    queue.set(waiting('Practice computer 1'));
    expect(practice.value.done).toEqual([]);
  });
});
