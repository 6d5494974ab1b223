/** How the queue's rows stand still under the reader's eyes. Pure. */
import type { TicketSummary } from '@alongside/protocol';

export interface QueueRow {
  readonly ticket: TicketSummary;
  /** Not in this list any more, but kept in its place while the reader is at the list. */
  readonly gone: boolean;
}

export interface QueueParts {
  readonly waiting: readonly TicketSummary[];
  readonly mine: readonly TicketSummary[];
  /** With colleagues. */
  readonly others: readonly TicketSummary[];
}

export function splitQueue(tickets: readonly TicketSummary[], userId: string): QueueParts {
  const open = tickets.filter((ticket) => ticket.state !== 'done' && ticket.state !== 'cancelled');
  return {
    waiting: invitedFirst(
      open.filter((ticket) => ticket.state === 'waiting'),
      userId,
    ),
    mine: open.filter((ticket) => ticket.state !== 'waiting' && ticket.technician?.id === userId),
    others: open.filter((ticket) => ticket.state !== 'waiting' && ticket.technician?.id !== userId),
  };
}

/** Whose own link led to a request sees it first; the others keep their order. */
function invitedFirst(waiting: readonly TicketSummary[], userId: string): readonly TicketSummary[] {
  const own = waiting.filter((ticket) => ticket.invitedBy?.id === userId);
  return [...own, ...waiting.filter((ticket) => !own.includes(ticket))];
}

/**
 * The next rows of a list. While `held` (pointer or focus in the list) rows keep their places: what left the list stays
 * as a quiet row, what is new comes last.
 */
export function nextRows(
  before: readonly QueueRow[],
  list: readonly TicketSummary[],
  all: readonly TicketSummary[],
  held: boolean,
): readonly QueueRow[] {
  if (!held) return list.map((ticket) => ({ ticket, gone: false }));
  const kept = before.map(({ ticket }): QueueRow => {
    const now = list.find((each) => each.id === ticket.id);
    if (now !== undefined) return { ticket: now, gone: false };
    return { ticket: all.find((each) => each.id === ticket.id) ?? ticket, gone: true };
  });
  const known = new Set(before.map(({ ticket }) => ticket.id));
  return [...kept, ...list.filter((ticket) => !known.has(ticket.id)).map((ticket) => ({ ticket, gone: false }))];
}

export function matches(ticket: TicketSummary, search: string): boolean {
  const words = search.toLowerCase().replaceAll('#', '').split(/\s+/u).filter(Boolean);
  const text = `${ticket.number} ${ticket.requester} ${ticket.subject} ${ticket.device?.name ?? ''}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

/** The row `steps` away from the chosen one; stays at the ends. */
export function stepFrom(ids: readonly string[], chosen: string | undefined, steps: 1 | -1): string | undefined {
  const at = chosen === undefined ? -1 : ids.indexOf(chosen);
  if (at < 0) return steps > 0 ? ids[0] : ids.at(-1);
  return ids[Math.min(Math.max(at + steps, 0), ids.length - 1)];
}
