import { type Disposable, toAppError } from '@alongside/base';
import { CLOSES_AFTER_MS, closesAt, REMINDS_AFTER_MS, remindsAt } from '@alongside/desk';
import type { DeskParts } from './desk-parts.ts';
import { SYSTEM, type TicketJournal } from './ticket-journal.ts';

/** Days are counted, so that an hour more or less is nobody's. */
const LOOK_MS = 60 * 60_000;

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
    const { stores, organisationId, clock } = this.#parts;
    this.#next?.dispose();
    this.#next = clock.after(LOOK_MS, () => this.#later(() => this.load()));
    const now = clock.now();
    const isDue = (at: number | undefined) => at !== undefined && at <= now;
    for (const id of await stores.tickets.standing(organisationId, 'resolved', now - CLOSES_AFTER_MS)) {
      await this.#tried(id, async () => {
        const { ticket } = await this.#journal.find(id);
        if (isDue(closesAt(ticket))) await this.#journal.append(id, SYSTEM, { type: 'moved', to: 'closed', note: '' });
      });
    }
    for (const id of await stores.tickets.standing(organisationId, 'pending-user', now - REMINDS_AFTER_MS)) {
      await this.#tried(id, async () => {
        const { ticket } = await this.#journal.find(id);
        if (isDue(remindsAt(ticket))) await this.#journal.append(id, SYSTEM, { type: 'reminded', nth: ticket.reminders + 1 });
      });
    }
  }

  /** What cannot happen now is looked at again; the others, and the server that starts, do not wait for it. */
  async #tried(ticketId: string, action: () => Promise<void>): Promise<void> {
    await action().catch((error: unknown) => {
      this.#parts.logger.error('what was due on a ticket could not be done', { ticketId, error: toAppError(error).code });
    });
  }

  dispose(): void {
    this.#next?.dispose();
  }
}
