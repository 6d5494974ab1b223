import type { TicketEvent } from '@alongside/protocol';
import type { Technician, TicketState } from '../ticket-model.ts';
import { isOpen } from '../ticket-state.ts';

/**
 * Whose session was handed over last, for as long as they may come back to watch: the one that follows it, and no later one.
 *
 *   left -> waits -> goes-on
 */
export interface HandedOn {
  readonly state: 'left' | 'waits' | 'goes-on';
  readonly by: Technician;
  /** Of theirs. */
  readonly sessionId: string;
}

/** `live` is what the ticket's live help was before the entry and is after it. */
export function nextHandedOn(
  handed: HandedOn | null,
  { body }: TicketEvent,
  live: { readonly before: TicketState; readonly after: TicketState },
): HandedOn | null {
  const { before, after } = live;
  if (!isOpen(after)) return null;
  switch (body.type) {
    case 'session-ended':
      if (before.state !== 'in-session' || before.sessionId !== body.sessionId) return handed;
      // Whoever was stopped, or lost, has handed nothing over, whoever goes on.
      return body.reason === 'technician-left' ? { state: 'left', by: before.technician, sessionId: body.sessionId } : null;
    case 'released':
      if (handed?.state !== 'left') return handed;
      return body.reason === 'handed-over' ? { ...handed, state: 'waits' } : null;
    case 'joined':
      if (handed?.state !== 'waits' || after.state !== 'in-session') return null;
      return after.technician.id === handed.by.id ? null : { ...handed, state: 'goes-on' };
    case 'watch-joined':
    case 'watch-ended':
      return handed;
    // A session that is handed over and the ticket's release are entered at once: what has something between was let go later.
    default:
      return handed?.state === 'left' ? null : handed;
  }
}
