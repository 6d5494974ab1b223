import { AppError, randomId, toAppError } from '@alongside/base';
import type { TicketCase } from '@alongside/desk';
import type { TicketRow } from '../storage/tables.ts';
import { actorOf, type Helper } from './case-desk.ts';
import type { DeskParts } from './desk-parts.ts';
import { checkReach } from './reach.ts';
import type { TicketJournal } from './ticket-journal.ts';

/** Statuses in which a ticket is nobody's any more. */
const OVER: ReadonlySet<string> = new Set(['merged', 'spam']);

type Relation = TicketCase['links'][number]['relation'];

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
    if (created) announcer.ticketEvent(board.opened(row, created), created);
    await this.#link(who, row, from.row, 'split-from');
    try {
      await this.#link(who, from.row, row, 'related');
    } catch (error) {
      // What takes no more entries is split all the same: the second ticket names the first.
      if (toAppError(error).code !== 'ticket.full') throw error;
    }
    return { ticketId: row.id, number: row.number };
  }

  /** Once, however often it is asked for: a server that was killed on the way may have entered one of the two. */
  async #link(who: Helper, at: TicketRow, { id: ticketId, number }: TicketRow, relation: Relation): Promise<void> {
    const { links } = (await this.#journal.find(at.id)).ticket;
    if (links.some((link) => link.other.ticketId === ticketId && link.relation === relation)) return;
    await this.#journal.append(at.id, actorOf(who), { type: 'linked', other: { ticketId, number }, relation, on: true });
  }
}
