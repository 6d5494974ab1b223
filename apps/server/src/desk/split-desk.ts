import { AppError, randomId } from '@alongside/base';
import { actorOf, type Helper } from './case-desk.ts';
import type { DeskParts } from './desk-parts.ts';
import { checkReach } from './reach.ts';
import type { TicketJournal } from './ticket-journal.ts';

/** Statuses in which a ticket is nobody's any more. */
const OVER: ReadonlySet<string> = new Set(['merged', 'spam']);

/** Of one ticket that is about two things, two: the second has the same user and computer, and knows the first. */
export class SplitDesk {
  readonly #parts: DeskParts;
  readonly #journal: TicketJournal;

  constructor(parts: DeskParts, journal: TicketJournal) {
    this.#parts = parts;
    this.#journal = journal;
  }

  /** Throws `ticket.not-found`, `ticket.wrong-state`. */
  async split(who: Helper, ticketId: string, { splitId, text }: { splitId: string; text: string }) {
    if (text.trim() === '') throw new AppError('request.invalid', 'text: it is empty');
    const { stores, organisationId, random, clock, board, announcer } = this.#parts;
    const from = await this.#journal.find(ticketId);
    checkReach({ user: who }, 'tickets.write', from);
    const { channel, contact, language, status } = from.ticket;
    if (OVER.has(status)) throw new AppError('ticket.wrong-state', 'this ticket is over', { context: { state: status } });
    const { row, created } = await stores.tickets.create(organisationId, {
      id: randomId(random),
      requestId: splitId,
      deviceId: from.row.deviceId,
      requester: from.row.requester,
      text,
      proof: '',
      at: clock.now(),
      // Not asked on the computer: nobody is let in by it.
      startedBy: 'call',
      came: { channel, contact, ...(language ? { language } : {}) },
    });
    if (created) {
      announcer.ticketEvent(board.opened(row, created), created);
      const actor = actorOf(who);
      const linked = (other: { id: string; number: number }, relation: 'split-from' | 'related') =>
        ({ type: 'linked', other: { ticketId: other.id, number: other.number }, relation, on: true }) as const;
      await this.#journal.appendAll([
        { ticketId: row.id, actor, body: linked(from.row, 'split-from') },
        { ticketId: from.row.id, actor, body: linked(row, 'related') },
      ]);
    }
    return { ticketId: row.id, number: row.number };
  }
}
