import { randomId } from '@alongside/base';
import { allChoices, noticeOf } from '@alongside/desk';
import { consoleSocket, type NoticeKind, scopeOf } from '@alongside/protocol';
import type { DeskParts } from './desk-parts.ts';
import { reaches } from './reach.ts';
import type { BoardTicket } from './ticket-board.ts';
import type { TicketNews } from './ticket-news.ts';
import { tiersFrom } from './ticket-reader.ts';

/** Where a notice goes beside the console. */
export type MailNotice = (to: { readonly email: string }, kind: NoticeKind, ticket: BoardTicket) => Promise<void>;

/** Tells the desk's own people what happens to tickets that are theirs, made from what is appended to logs. */
export class NoticeDesk {
  readonly #parts: DeskParts;

  constructor(parts: DeskParts) {
    this.#parts = parts;
  }

  /** Keeps what is to be told and tells open pages that there is something; nobody is told of what they did. */
  async appended({ ticket, event }: TicketNews, mail: MailNotice): Promise<void> {
    const found = noticeOf(event, ticket.ticket);
    if (!found) return;
    const { stores, organisationId, random, clock, peers } = this.#parts;
    const group = found.groupId === null ? undefined : await stores.supportGroups.find(organisationId, found.groupId);
    const tierOf = tiersFrom(stores.supportGroups, organisationId);
    const meant = new Set([...found.people, ...(group?.members.map(({ id }) => id) ?? [])]);
    for (const { id: userId, role, email, active } of await stores.accounts.list(organisationId)) {
      const leads = found.leaders && scopeOf({ role, tier: 1 }, 'tickets.manage') === 'all';
      if (active !== 1 || userId === event.actor.id || !(leads || meant.has(userId))) continue;
      // Whoever may not open the ticket is not told of it either.
      const user = { id: userId, role, tier: await tierOf(userId, role) };
      if (!reaches({ user }, 'tickets.read', ticket)) continue;
      const choice = allChoices(await stores.notices.choices(organisationId, userId)).find(({ kind }) => kind === found.kind);
      if (choice?.mail) await mail({ email }, found.kind, ticket);
      if (!choice?.console) continue;
      const { id: ticketId, number } = ticket.row;
      const id = randomId(random);
      await stores.notices.add(organisationId, { id, userId, at: clock.now(), kind: found.kind, ticketId, number, readAt: null });
      for (const { connection } of peers.consolesOf(userId)) connection.notify(consoleSocket.noticesChanged, {});
    }
  }
}
