import { createHash } from 'node:crypto';
import { beginsToWait, channelsOn, entrySeenBy, isUrgentFor, type NoticeFor, noticeOf, type Told, toldBy } from '@alongside/desk';
import { consoleSocket, type NoticeKind, scopeOf, type TicketEvent, type ToldRole, toldRole } from '@alongside/protocol';
import { type GroupStanding, standingsFrom } from '../accounts/group-standing.ts';
import type { DeskParts } from './desk-parts.ts';
import { reaches } from './reach.ts';
import type { BoardChange, BoardTicket } from './ticket-board.ts';
import type { TicketNews } from './ticket-news.ts';
import { type ReadingUser, readerOf } from './ticket-reader.ts';

/** Where a notice goes beside the console. */
export type MailNotice = (
  to: { readonly id: string; readonly email: string },
  kind: NoticeKind,
  ticket: BoardTicket,
  how: { readonly when: 'now' | 'held'; readonly key: string },
) => Promise<void>;

interface Person extends ReadingUser, GroupStanding {
  readonly role: ToldRole;
  readonly email: string;
}

/** Tells the desk's own people what happens to tickets that are theirs, made from what is appended to logs. */
export class NoticeDesk {
  readonly #parts: DeskParts;

  /** `later` runs an action in the desk's order that nobody waits for. */
  constructor(parts: DeskParts, later: (action: () => Promise<unknown>) => void) {
    this.#parts = parts;
    parts.board.onChange((change) => {
      if (change.entry && beginsToWait(change.entry.before?.ticket, change.ticket.ticket)) later(() => this.#waits(change));
    });
  }

  /**
   * Keeps what is to be told and tells open pages that there is something; nobody is told of what they did. What was kept of
   * an entry before the server stopped is not kept again.
   */
  async appended(news: TicketNews, mail: MailNotice): Promise<void> {
    const { stores, organisationId } = this.#parts;
    const { ticket, event } = news;
    const found = noticeOf(event, ticket.ticket);
    if (!found) return;
    await this.#tellAll(found, news, mail);
    await stores.untold.done(organisationId, { ticketId: ticket.row.id, seq: event.seq, whom: 'desk' });
  }

  async #tellAll(found: NoticeFor, { ticket, event }: TicketNews, mail: MailNotice): Promise<void> {
    for (const person of await this.#meant(found)) {
      if (person.id === event.actor.id || !reaches({ user: person }, 'tickets.read', ticket)) continue;
      // Nor is anybody told of an entry that is kept from them.
      if (entrySeenBy(readerOf(person, ticket.row, ''), event).body.type === 'withheld') continue;
      const told = await this.#told(person, found.kind, ticket);
      const key = keyOf(ticket, event, person);
      if (told.bell) await this.#keep(key, person, found.kind, ticket);
      this.#tellNow(person, found.kind, ticket, told);
      if (told.mail !== 'no') await mail(person, found.kind, ticket, { when: told.mail, key });
    }
  }

  /** Whoever is there and available hears that somebody waits. */
  async #waits({ ticket, entry }: BoardChange): Promise<void> {
    const { peers } = this.#parts;
    const here = new Map(peers.consoles.filter(({ approved }) => approved).map(({ user }) => [user.id, user]));
    for (const user of here.values()) {
      const role = toldRole.safeParse(user.role).data;
      if (role === undefined || user.id === entry?.event.actor.id) continue;
      if (peers.chosenPresence(user.id) !== 'available' || !reaches({ user }, 'tickets.read', ticket)) continue;
      this.#tellNow(user, 'request', ticket, await this.#told({ id: user.id, role }, 'request', ticket));
    }
  }

  /** Everybody whom it is news to, with an account that is on. */
  async #meant({ people, groupId, leaders }: NoticeFor): Promise<Person[]> {
    const { stores, organisationId } = this.#parts;
    const group = groupId === null ? undefined : await stores.supportGroups.find(organisationId, groupId);
    const standingOf = standingsFrom(stores.supportGroups, organisationId);
    const named = new Set([...people, ...(group?.members.map(({ id }) => id) ?? [])]);
    const meant: Person[] = [];
    for (const { id, role: held, email, active } of await stores.accounts.list(organisationId)) {
      const role = toldRole.safeParse(held).data;
      const leads = leaders && role !== undefined && scopeOf({ role, tier: 1 }, 'tickets.manage') === 'all';
      if (role === undefined || active !== 1 || !(leads || named.has(id))) continue;
      meant.push({ id, role, email, ...(await standingOf(id, role)) });
    }
    return meant;
  }

  async #told({ id, role }: Pick<Person, 'id' | 'role'>, kind: NoticeKind, { ticket }: BoardTicket): Promise<Told> {
    const { stores, organisationId, clock } = this.#parts;
    const [usual, chosen] = [
      await stores.noticeChoices.usual(organisationId, role),
      await stores.noticeChoices.chosen(organisationId, id),
    ];
    const { timeZone } = await stores.organisations.read(organisationId);
    const when = { now: clock.now(), timeZone, isUrgent: isUrgentFor(id, ticket) };
    return toldBy(channelsOn(kind, { role, usual, chosen }), await stores.userSettings.hours(organisationId, id), when);
  }

  async #keep(id: string, { id: userId }: Pick<Person, 'id'>, kind: NoticeKind, { row }: BoardTicket): Promise<void> {
    const { stores, organisationId, clock, peers } = this.#parts;
    const { id: ticketId, number } = row;
    await stores.notices.add(organisationId, { id, userId, at: clock.now(), kind, ticketId, number, readAt: null });
    for (const { connection } of peers.consolesOf(userId)) connection.notify(consoleSocket.noticesChanged, {});
  }

  #tellNow({ id }: Pick<Person, 'id'>, kind: NoticeKind, { row }: BoardTicket, { browser, sound }: Told): void {
    if (!browser && !sound) return;
    const told = { kind, ticketId: row.id, number: row.number, browser, sound };
    for (const { connection } of this.#parts.peers.consolesOf(id)) connection.notify(consoleSocket.noticeTold, told);
  }
}

/** The same for the same entry and person, however often it is gone about. */
function keyOf({ row }: BoardTicket, { seq }: TicketEvent, { id }: Pick<Person, 'id'>): string {
  return createHash('sha256').update(`alongside-notice/1\n${row.id}\n${seq}\n${id}`).digest('base64url').slice(0, 22);
}
