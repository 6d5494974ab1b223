import type { TicketActor, TicketEventBody } from '@alongside/desk';
import type { TicketEvent } from '@alongside/protocol';
import { DEMO_DEVICES, DEMO_TECHNICIANS } from './demo-people.ts';
import type { DemoTicket } from './demo-year.ts';

type End = 'waiting' | 'done' | 'cancelled';
const REQUESTS: readonly { device: number; text: string; minutesAgo: number; end: End }[] = [
  { device: 0, text: 'The printer in room 2 says it is offline.', minutesAgo: 8, end: 'waiting' },
  { device: 1, text: 'The card reader is not found any more.', minutesAgo: 21, end: 'waiting' },
  {
    device: 2,
    text: 'Labels come out twice.\nSince this morning, every second one.',
    minutesAgo: 34,
    end: 'waiting',
  },
  { device: 3, text: 'Colours look wrong on the second screen.', minutesAgo: 55, end: 'waiting' },
  { device: 4, text: 'No sound in video calls.', minutesAgo: 90, end: 'done' },
  { device: 0, text: 'I cannot open the shared calendar.', minutesAgo: 150, end: 'done' },
  { device: 1, text: 'The screen goes dark after a minute.', minutesAgo: 200, end: 'cancelled' },
  { device: 2, text: 'Scanner needs a new password?', minutesAgo: 260, end: 'done' },
  { device: 3, text: 'The disk is almost full.', minutesAgo: 340, end: 'done' },
  { device: 4, text: 'The camera shows a black picture.', minutesAgo: 420, end: 'done' },
  { device: 0, text: 'Mail asks for my password again and again.', minutesAgo: 1500, end: 'done' },
  { device: 2, text: 'Very slow since the update.', minutesAgo: 1700, end: 'done' },
];

/** What was asked within the last day, some of it waiting now; oldest first. */
export function demoToday(now: number): DemoTicket[] {
  return REQUESTS.toSorted((a, b) => b.minutesAgo - a.minutesAgo).flatMap(({ device: place, text, minutesAgo, end }, index) => {
    const device = DEMO_DEVICES[place];
    if (!device) return [];
    const name = `demo-today-${String(index + 1).padStart(2, '0')}`;
    const events = story({ text, user: device.user, at: now - minutesAgo * 60_000, end });
    return { id: `${name}-ticket`, requestId: `${name}-request`, device, text, events };
  });
}

function story({ text, user, at, end }: { text: string; user: string; at: number; end: End }): TicketEvent[] {
  const [{ id, name }] = DEMO_TECHNICIANS;
  const asker: TicketActor = { kind: 'user', id: null, name: user };
  const helper: TicketActor = { kind: 'technician', id, name };
  const steps: Record<End, readonly (readonly [minutes: number, TicketActor, TicketEventBody])[]> = {
    waiting: [],
    cancelled: [[9, asker, { type: 'cancelled' }]],
    done: [
      [3, helper, { type: 'claimed' }],
      [6, helper, { type: 'note', text: 'Asked for details by phone.' }],
      [15, helper, { type: 'done', solution: 'Solved on the phone.' }],
    ],
  };
  return [[0, asker, { type: 'created', text }] as const, ...steps[end]].map(([minutes, actor, body], seq) => ({
    seq,
    at: at + minutes * 60_000,
    actor,
    body,
  }));
}
