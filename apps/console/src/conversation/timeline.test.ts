import type { TicketEvent } from '@alongside/protocol';
import { expect, test } from 'vitest';
import type { ChatLine } from '../session/session-view.ts';
import { story, withEvent } from './timeline.ts';

const event = (seq: number, body: TicketEvent['body'], kind: 'user' | 'technician' = 'user'): TicketEvent => ({
  seq,
  at: seq * 1000,
  actor: { kind, id: null, name: kind === 'user' ? 'Mara' : 'Rosa' },
  body,
});
const line = (id: string, at: number): ChatLine => ({
  id,
  from: 'user',
  name: 'Mara',
  text: id,
  at,
  throughServer: false,
  delivery: 'sent',
});

test('events and messages in the order of time, each message once', () => {
  const events = [
    event(0, { type: 'created', text: 'Help' }),
    event(1, { type: 'chat', messageId: 'message-1', text: 'hello' }, 'technician'),
    event(2, { type: 'chat', messageId: 'message-2', text: 'hi' }),
    event(3, { type: 'claimed' }, 'technician'),
  ];
  const items = story(events, [line('message-2', 2000), line('message-3', 2500)]);
  expect(items.map((item) => item.key)).toEqual(['event-0', 'chat-message-1', 'chat-message-2', 'chat-message-3', 'event-3']);
  expect(items[1]).toMatchObject({ line: { from: 'technician', name: 'Rosa', throughServer: true } });
});

test('withEvent', () => {
  const first = event(1, { type: 'claimed' });
  const second = event(2, { type: 'note', text: 'x' });
  expect(withEvent([second], first)).toEqual([first, second]);
  expect(withEvent([first], first)).toEqual([first]);
});
