import { type Logger, toAppError } from '@alongside/base';
import type { Stores } from '../storage/stores.ts';
import type { Untold } from '../storage/untold-store.ts';
import { type BoardTicket, boardTicket } from './ticket-board.ts';
import type { TicketNews } from './ticket-news.ts';

export interface UntoldNews extends TicketNews {
  readonly before: BoardTicket | undefined;
}

/** An entry as it was when it was entered: its ticket may have gone on since. Undefined where its log cannot be read. */
export async function newsAsOf(
  { tickets }: Pick<Stores, 'tickets'>,
  logger: Logger,
  organisationId: string,
  { ticketId, seq }: Untold,
): Promise<UntoldNews | undefined> {
  try {
    const record = await tickets.find(organisationId, ticketId);
    const event = record?.events[seq];
    if (!record || event?.seq !== seq) return undefined;
    const after = (count: number) => boardTicket({ row: record.row, events: record.events.slice(0, count) });
    return { ticket: after(seq + 1), event, before: seq === 0 ? undefined : after(seq) };
  } catch (error) {
    logger.error('what was not told yet could not be read', { ticketId, error: toAppError(error).code });
    return undefined;
  }
}
