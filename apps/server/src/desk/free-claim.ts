import type { SessionDesk } from './session-desk.ts';
import type { BoardTicket } from './ticket-board.ts';
import { SYSTEM, type TicketJournal } from './ticket-journal.ts';

/** Whoever had claimed it has it no longer, but for `keeperId`; a session that runs is its user's to end, and goes on. */
export async function freeClaim(
  { row, state }: BoardTicket,
  keeperId: string | undefined,
  { journal, sessions }: { readonly journal: TicketJournal; readonly sessions: SessionDesk },
): Promise<void> {
  if (state.state !== 'claimed' || state.technician.id === keeperId) return;
  const session = sessions.ofTicket(row.id);
  await journal.release(row.id, SYSTEM, 'handed-over');
  if (session?.state === 'offered') await sessions.withdraw(session, 'withdrawn', 'the ticket was handed over');
}
