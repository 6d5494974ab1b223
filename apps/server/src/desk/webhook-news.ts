import { priorityOf, type TicketCase, ticketNewsOf } from '@alongside/desk';
import type { BoardChange, BoardTicket } from './ticket-board.ts';

/** What is sent of a ticket: where it stands, and nothing that anybody wrote in it. */
function storyOf({ row, ticket }: BoardTicket, before: TicketCase | undefined) {
  const { status, tier, group, owner, category, resolution, solved } = ticket;
  return {
    ticket: {
      id: row.id,
      number: row.number,
      status,
      statusBefore: before?.status ?? null,
      tier,
      priority: priorityOf(ticket),
      category,
      group: group && { id: group.id, name: group.name },
      owner,
      resolution: solved === null ? null : (resolution?.code ?? null),
      createdAt: row.createdAt,
    },
  };
}

/** The news of a change of the board, to be sent; undefined where there are none. */
export function ticketNews({ ticket, entry }: BoardChange) {
  if (entry === undefined) return undefined;
  const before = entry.before?.ticket;
  const event = ticketNewsOf(entry.event, before, ticket.ticket);
  return event && { event, story: storyOf(ticket, before) };
}
