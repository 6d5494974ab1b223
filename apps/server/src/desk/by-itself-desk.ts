import { type Disposable, toAppError } from '@alongside/base';
import { CLOSES_AFTER_MS, closesAt, REMINDS_AFTER_MS, remindsAt, type TicketEventBody } from '@alongside/desk';
import type { TicketStatus } from '@alongside/protocol';
import type { DeskParts } from './desk-parts.ts';
import type { BoardTicket } from './ticket-board.ts';
import { SYSTEM, type TicketJournal } from './ticket-journal.ts';

/** Days are counted, so that an hour more or less is nobody's. */
const LOOK_MS = 60 * 60_000;
/** Everybody at the desk waits meanwhile; the rest is done the next time. */
const AT_ONCE = 500;

/** What happens to tickets while nobody does anything: the solved are closed, users whose answer is waited for are reminded. */
export class ByItselfDesk implements Disposable {
  readonly #parts: DeskParts;
  readonly #journal: TicketJournal;
  readonly #later: (action: () => Promise<unknown>) => void;
  #next: Disposable | undefined;

  constructor(parts: DeskParts, journal: TicketJournal, later: (action: () => Promise<unknown>) => void) {
    this.#parts = parts;
    this.#journal = journal;
    this.#later = later;
  }

  /** Does what is due, and looks again from time to time. */
  async load(): Promise<void> {
    const { clock } = this.#parts;
    this.#next?.dispose();
    this.#next = clock.after(LOOK_MS, () => this.#later(() => this.load()));
    await this.#each('resolved', CLOSES_AFTER_MS, ({ ticket }) => closesAt(ticket), closed);
    await this.#each('pending-user', REMINDS_AFTER_MS, (ticket) => this.#reminderAt(ticket), reminded);
  }

  /** Never where its user could not hear of it: on no computer, and by no mail. */
  #reminderAt({ row, ticket }: BoardTicket): number | undefined {
    const byMail = this.#parts.mailsUsers && ticket.contact.email !== null;
    return row.deviceId !== null || byMail ? remindsAt(ticket) : undefined;
  }

  /** What is due on tickets that have been in a status for so long; what cannot be done now is looked at again. */
  async #each(
    status: TicketStatus,
    forMs: number,
    dueAt: (ticket: BoardTicket) => number | undefined,
    bodyOf: (ticket: BoardTicket) => TicketEventBody,
  ): Promise<void> {
    const { stores, organisationId, clock, logger } = this.#parts;
    const now = clock.now();
    let done = 0;
    for (const ticketId of await stores.tickets.standing(organisationId, status, now - forMs)) {
      if (done === AT_ONCE) return;
      // The others, and the server that starts, do not wait for one that fails.
      try {
        const ticket = await this.#journal.find(ticketId);
        const at = dueAt(ticket);
        if (at === undefined || at > now) continue;
        await this.#journal.append(ticketId, SYSTEM, bodyOf(ticket));
        done += 1;
      } catch (error) {
        logger.error('what was due on a ticket could not be done', { ticketId, error: toAppError(error).code });
      }
    }
  }

  dispose(): void {
    this.#next?.dispose();
  }
}

const closed = (): TicketEventBody => ({ type: 'moved', to: 'closed', note: '' });
const reminded = ({ ticket: { reminders } }: BoardTicket): TicketEventBody => ({ type: 'reminded', nth: reminders + 1 });
