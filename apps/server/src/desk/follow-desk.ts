import { AppError, randomId } from '@alongside/base';
import { REOPEN_WINDOW_MS, userStep } from '@alongside/desk';
import type { http } from '@alongside/protocol';
import type { z } from 'zod';
import { tokenHash } from '../accounts/tokens.ts';
import type { Helper } from './case-desk.ts';
import type { DeskParts } from './desk-parts.ts';
import { checkReach } from './reach.ts';
import { boardTicket, chatOf } from './ticket-board.ts';
import { type TicketJournal, userOf } from './ticket-journal.ts';

type Followed = z.infer<typeof http.followRead.result>;
type Verdict = z.infer<typeof http.followVerdict.body>['verdict'];

/** What a page shows of a conversation. */
const NEWEST = 500;

/**
 * A ticket by the link of its user: 128 random bits, of which the hash is kept; one a ticket, and another takes its place.
 * It opens that ticket alone, and of it what was said between user and desk: no notes, no names of colleagues, no computer.
 */
export class FollowDesk {
  readonly #parts: DeskParts;
  readonly #journal: TicketJournal;

  constructor(parts: DeskParts, journal: TicketJournal) {
    this.#parts = parts;
    this.#journal = journal;
  }

  /** The token of a new link; the one before is void. */
  async create(who: Helper, ticketId: string): Promise<string> {
    const { stores, organisationId, crypto, random } = this.#parts;
    checkReach({ user: who }, 'tickets.write', await this.#journal.find(ticketId));
    const token = randomId(random);
    await stores.tickets.setFollow(organisationId, ticketId, tokenHash(crypto, token));
    return token;
  }

  async read(token: string): Promise<Followed> {
    const { stores, organisationId } = this.#parts;
    const record = await this.#record(token);
    const organisation = await stores.organisations.read(organisationId);
    const { ticket } = boardTicket(record);
    const { row, events } = record;
    return {
      organisation: { name: organisation.name, phone: organisation.phone },
      number: row.number,
      requester: row.requester,
      text: row.text,
      createdAt: row.createdAt,
      step: userStep(ticket),
      technician: 'technician' in ticket.live ? (ticket.live.technician?.name ?? null) : null,
      messages: chatOf(events).slice(-NEWEST),
      solution: ticket.resolution?.note ?? null,
      stars: ticket.rating?.stars ?? null,
      goesOnIn: ticket.mergedInto?.number ?? null,
      managerAsked: ticket.managerAsked,
      reopenUntil: ticket.status === 'closed' ? ticket.since + REOPEN_WINDOW_MS : null,
    };
  }

  async say(token: string, said: { messageId: string; text: string }): Promise<void> {
    if (said.text.trim() === '') throw new AppError('request.invalid', 'text: it is empty');
    const ticket = boardTicket(await this.#record(token));
    await this.#journal.say(ticket.row.id, userOf(ticket), 'reply', said);
  }

  async verdict(token: string, verdict: Verdict): Promise<void> {
    const ticket = boardTicket(await this.#record(token));
    await this.#journal.append(ticket.row.id, userOf(ticket), verdict);
  }

  async #record(token: string) {
    const { stores, organisationId, crypto } = this.#parts;
    const row = await stores.tickets.findByFollow(organisationId, tokenHash(crypto, token));
    const record = row && (await stores.tickets.find(organisationId, row.id));
    if (!record) throw new AppError('auth.refused', 'this link opens no ticket; ask for a new one');
    return record;
  }
}
