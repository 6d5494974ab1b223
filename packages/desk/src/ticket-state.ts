import type { TicketEvent } from '@alongside/protocol';
import type { TicketState } from './ticket-model.ts';
import { refusal } from './ticket-rules.ts';

/** A claim without a join goes back to waiting after this. */
export const CLAIM_LAPSES_MS = 5 * 60_000;
/**
 * After a session a ticket stays with its technician, who can ask to come back, write and finish the note (UX.md:
 * "stays open. Wait for {T}"), but not for ever: then it waits for anybody again.
 */
export const AFTER_SESSION_LAPSES_MS = 30 * 60_000;

/** One step. An event that the rules do not allow in this state changes nothing. */
export function nextTicketState(state: TicketState | undefined, event: TicketEvent): TicketState | undefined {
  const { actor, at, body } = event;
  if (refusal(state, body.type, actor)) return state;
  switch (body.type) {
    case 'created':
    case 'released':
    case 'reopened':
      return { state: 'waiting', since: at };
    case 'claimed':
      return {
        state: 'claimed',
        technician: { id: actor.id ?? '', name: actor.name },
        since: at,
        lapsesAt: at + CLAIM_LAPSES_MS,
        afterSession: false,
      };
    case 'joined':
      if (state?.state !== 'claimed') return state;
      return { state: 'in-session', technician: state.technician, sessionId: body.sessionId, since: at };
    case 'session-ended': {
      if (state?.state !== 'in-session' || state.sessionId !== body.sessionId) return state;
      // A technician who is gone keeps the ticket no longer than a fresh claim would.
      const lapsesAt = at + (body.reason === 'technician-left' ? CLAIM_LAPSES_MS : AFTER_SESSION_LAPSES_MS);
      return { state: 'claimed', technician: state.technician, since: at, lapsesAt, afterSession: true };
    }
    case 'done':
      return {
        state: 'done',
        technician: actor.kind === 'technician' ? { id: actor.id ?? '', name: actor.name } : null,
        since: at,
      };
    case 'cancelled':
      return { state: 'cancelled', since: at };
    case 'merged':
      return { state: 'done', technician: null, since: at };
    case 'moved':
      if (body.to === 'spam') return { state: 'cancelled', since: at };
      if (body.to === 'closed') return state?.state === 'done' ? state : { state: 'done', technician: null, since: at };
      return state?.state === 'done' ? { state: 'waiting', since: at } : state;
    // A user who answers a solution has a question yet.
    case 'reply':
      return state?.state === 'done' && actor.kind === 'user' ? { state: 'waiting', since: at } : state;
    default:
      return state;
  }
}

/** The state that a ticket's events, oldest first, add up to; undefined where there are none. */
export function ticketState(events: readonly TicketEvent[]): TicketState | undefined {
  let state: TicketState | undefined;
  for (const event of events) state = nextTicketState(state, event);
  return state;
}

export function isOpen(state: TicketState): boolean {
  return state.state !== 'done' && state.state !== 'cancelled';
}
