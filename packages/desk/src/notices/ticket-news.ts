import type { TicketEvent } from '@alongside/protocol';
import type { TicketCase } from '../case/case-model.ts';

export type TicketNewsEvent = 'ticket.created' | 'ticket.status' | 'ticket.solved' | 'ticket.handed-over';

/** What an entry is to others' programs, if anything; of what is solved nothing is told besides. */
export function ticketNewsOf(event: TicketEvent, before: TicketCase | undefined, after: TicketCase): TicketNewsEvent | undefined {
  const { body } = event;
  if (body.type === 'created') return 'ticket.created';
  if (body.type === 'done') return 'ticket.solved';
  if (body.type === 'handover-accepted') return after.handover?.offer.kind === 'refer' ? undefined : 'ticket.handed-over';
  return before !== undefined && before.status !== after.status ? 'ticket.status' : undefined;
}
