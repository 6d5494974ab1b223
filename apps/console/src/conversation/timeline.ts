/** One story of a request: what the desk knows of it and what was said, in the order of time. Pure. */
import type { TicketEvent } from '@alongside/protocol';
import type { ChatLine } from '../session/session-view.ts';

export type StoryItem =
  | { readonly kind: 'chat'; readonly key: string; readonly at: number; readonly line: ChatLine }
  | {
      readonly kind: 'event';
      readonly key: string;
      readonly at: number;
      readonly event: TicketEvent;
      /** Of a session that ended: since it was joined. */
      readonly lastedMs?: number | undefined;
    };

/** A message that went through the server stands in both; it is told once. */
export function story(events: readonly TicketEvent[], chat: readonly ChatLine[]): readonly StoryItem[] {
  const said = new Set(chat.map((line) => line.id));
  const joined = new Map(events.flatMap(({ body, at }) => (body.type === 'joined' ? [[body.sessionId, at] as const] : [])));
  const items: StoryItem[] = [
    ...events
      .filter(({ body }) => !('messageId' in body) || !said.has(body.messageId))
      .map((event): StoryItem => {
        const { body, at, actor } = event;
        if (!('messageId' in body)) {
          const since = body.type === 'session-ended' ? joined.get(body.sessionId) : undefined;
          return { kind: 'event', key: `event-${event.seq}`, at, event, lastedMs: since === undefined ? undefined : at - since };
        }
        const from = actor.kind === 'user' ? 'user' : 'technician';
        return {
          kind: 'chat',
          key: `chat-${body.messageId}`,
          at,
          line: { id: body.messageId, from, name: actor.name, text: body.text, at, throughServer: true, delivery: 'sent' },
        };
      }),
    ...chat.map((line): StoryItem => ({ kind: 'chat', key: `chat-${line.id}`, at: line.at, line })),
  ];
  // Equal times keep the order in which they were told: sort is stable.
  return items.sort((a, b) => a.at - b.at);
}

/** Puts an event in its place; one that is known already changes nothing. */
export function withEvent(events: readonly TicketEvent[], event: TicketEvent): readonly TicketEvent[] {
  if (events.some((each) => each.seq === event.seq)) return events;
  return [...events, event].sort((a, b) => a.seq - b.seq);
}
