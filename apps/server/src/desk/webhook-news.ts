import { priorityOf, type TicketCase } from '@alongside/desk';
import type { TicketEvent } from '@alongside/protocol';
import type { BoardChange, BoardTicket } from './ticket-board.ts';

export type TicketNewsEvent = 'ticket.created' | 'ticket.status' | 'ticket.solved' | 'ticket.handed-over';

/** What an entry is to others' programs, if anything; of what is solved nothing is told besides. */
export function newsOf(event: TicketEvent, before: TicketCase | undefined, after: TicketCase): TicketNewsEvent | undefined {
  const { body } = event;
  if (body.type === 'created') return 'ticket.created';
  if (body.type === 'done') return 'ticket.solved';
  if (body.type === 'handover-accepted') return after.handover?.offer.kind === 'refer' ? undefined : 'ticket.handed-over';
  return before !== undefined && before.status !== after.status ? 'ticket.status' : undefined;
}

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
  const event = newsOf(entry.event, before, ticket.ticket);
  return event && { event, story: storyOf(ticket, before) };
}
