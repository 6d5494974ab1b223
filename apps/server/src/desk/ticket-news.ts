import type { TicketEvent } from '@alongside/protocol';
import type { BoardTicket } from './ticket-board.ts';

/** An entry of a ticket's log that was just stored, and the ticket after it. */
export interface TicketNews {
  readonly ticket: BoardTicket;
  readonly event: TicketEvent;
}
