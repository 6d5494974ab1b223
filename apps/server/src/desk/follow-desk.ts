import { AppError, randomId } from '@alongside/base';
import { audienceOf } from '@alongside/desk';
import type { FollowedRequest, KeptPackage, Language, UserVerdict } from '@alongside/protocol';
import { tokenHash } from '../accounts/tokens.ts';
import type { TicketRecord } from '../storage/ticket-store.ts';
import type { Helper } from './case-desk.ts';
import type { DeskParts } from './desk-parts.ts';
import type { GuestDesk } from './guest-desk.ts';
import { checkReach } from './reach.ts';
import type { TicketJournal } from './ticket-journal.ts';
import { mustHaveSheet, type UserSide } from './user-side.ts';

/**
 * A ticket by the link of its user: 128 bits that nobody can guess, of which the hash is kept; one a ticket, and another
 * takes its place. It opens that ticket alone, and of it what `UserSide` tells.
 */
export class FollowDesk {
  readonly #parts: DeskParts;
  readonly #journal: TicketJournal;
  readonly #side: UserSide;
  readonly #guests: Pick<GuestDesk, 'renewed'>;

  constructor(parts: DeskParts, journal: TicketJournal, side: UserSide, guests: Pick<GuestDesk, 'renewed'>) {
    this.#guests = guests;
    this.#parts = parts;
    this.#journal = journal;
    this.#side = side;
  }

  /** The token of its link, to hand on; with `renew` that of a new one, and the one before is void. */
  async create(who: Helper, ticketId: string, renew: boolean): Promise<string> {
    checkReach({ user: who }, 'tickets.write', await this.#journal.find(ticketId));
    // By it one reads as the user does, names and all.
    if (audienceOf(who) === 'vendor') throw new AppError('auth.role', 'this link is for the desk to make');
    return this.token(ticketId, renew);
  }

  /** The same again, which is made where there is none: for mails to its user, and for whoever has just asked. */
  async token(ticketId: string, renew = false): Promise<string> {
    const { stores, organisationId, crypto, random, followToken } = this.#parts;
    const row = (await stores.tickets.find(organisationId, ticketId))?.row;
    const kept = row?.followNonce ? followToken(row.followNonce) : undefined;
    // One from before tokens were made again, or by another secret of this server, cannot be had back.
    if (!renew && kept !== undefined && tokenHash(crypto, kept) === row?.followHash) return kept;
    const followNonce = randomId(random);
    const token = followToken(followNonce);
    await stores.tickets.setFollow(organisationId, ticketId, { followNonce, followHash: tokenHash(crypto, token) });
    await this.#guests.renewed(ticketId);
    return token;
  }

  async read(token: string): Promise<FollowedRequest> {
    return this.#side.read(await this.#record(token));
  }

  async shared(token: string): Promise<KeptPackage> {
    return this.#side.shared(await this.#record(token));
  }

  async say(token: string, said: { messageId: string; text: string }): Promise<void> {
    await this.#side.say(await this.#record(token), said);
  }

  async verdict(token: string, verdict: UserVerdict): Promise<void> {
    await this.#side.verdict(await this.#record(token), verdict, 'link');
  }

  /** In which language it is read. Throws `article.not-found` for an article that was not sent on it. */
  async mustHaveSheet(token: string, article: string): Promise<Language> {
    return mustHaveSheet(await this.#record(token), article);
  }

  #record(token: string): Promise<TicketRecord> {
    return followedTicket(this.#parts, token);
  }
}

/** The ticket that a link opens; throws `auth.refused`. */
export async function followedTicket({ stores, organisationId, crypto }: DeskParts, token: string): Promise<TicketRecord> {
  const row = await stores.tickets.findByFollow(organisationId, tokenHash(crypto, token));
  const record = row && (await stores.tickets.find(organisationId, row.id));
  if (!record) throw new AppError('auth.refused', 'this link opens no ticket; ask for a new one');
  return record;
}
