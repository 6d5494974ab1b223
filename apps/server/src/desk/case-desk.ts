import { AppError, toAppError } from '@alongside/base';
import {
  audienceOf,
  mentioned,
  mustBeAgreed,
  notAgreed,
  type Reached,
  type TicketActor,
  type TicketCase,
  type TicketEventBody,
  transitionOf,
  unheardIn,
} from '@alongside/desk';
import {
  type NamedPerson,
  type Permission,
  type SentArticle,
  type SupportGroupName,
  scopeOf,
  type TicketChange,
  type WorkItem,
} from '@alongside/protocol';
import type { DeskParts } from './desk-parts.ts';
import { freeClaim } from './free-claim.ts';
import { NOT_ASKED } from './not-asked.ts';
import type { ConsolePeer } from './peers.ts';
import { checkReach, reaches } from './reach.ts';
import type { SessionDesk } from './session-desk.ts';
import type { BoardTicket } from './ticket-board.ts';
import type { TicketJournal } from './ticket-journal.ts';

/** Who does it, as their sign-in says. */
export type Helper = Pick<ConsolePeer['user'], 'id' | 'name' | 'role' | 'tier' | 'outsideGroupIds'>;

/** What people at the desk do to a ticket as a case. Its caller runs one action after the other. */
export class CaseDesk {
  readonly #parts: DeskParts;
  readonly #journal: TicketJournal;
  readonly #sessions: SessionDesk;

  constructor(parts: DeskParts, journal: TicketJournal, sessions: SessionDesk) {
    this.#parts = parts;
    this.#journal = journal;
    this.#sessions = sessions;
  }

  /** Its version afterwards. Throws as `ticketWrite` says, `auth.role` for what only those who lead the desk may do. */
  async change(who: Helper, ticketId: string, seen: number, change: TicketChange): Promise<number> {
    const before = await this.#reached(who, ticketId);
    if (change.type === 'merged') return this.#merge(who, before, seen, change);
    const body = await this.#bodyOf(who, before, change);
    const after = await this.#journal.append(ticketId, actorOf(who), body, seen);
    await this.#endOffer(after);
    // Who leads the desk moves a ticket also out of the hands that hold it.
    if (change.type === 'assigned' && may(who, 'tickets.manage')) {
      await freeClaim(after, after.ticket.owner?.id, { journal: this.#journal, sessions: this.#sessions });
    }
    return after.ticket.version;
  }

  /**
   * Gives what somebody answers for to another person, or to nobody: back into the queue. What cannot go stays with them, and
   * is counted. Throws `request.invalid` for a person who is not at the desk.
   */
  async passOn(who: Helper, fromId: string, toId: string | null): Promise<{ passed: number; left: number }> {
    if (toId !== null) await this.mustTake(fromId, toId);
    const { stores, organisationId, logger } = this.#parts;
    let passed = 0;
    let left = 0;
    for (const ticketId of await stores.tickets.ownedBy(organisationId, fromId)) {
      try {
        const { ticket } = await this.#journal.find(ticketId);
        const owner = toId === null ? null : await this.helperWith(toId, ticket);
        const after = await this.#journal.append(ticketId, actorOf(who), {
          type: 'assigned',
          owner,
          group: ticket.group,
          note: '',
        });
        await freeClaim(after, owner?.id, { journal: this.#journal, sessions: this.#sessions });
        passed += 1;
      } catch (error) {
        logger.warn('a ticket stayed with who has left', { ticketId, error: toAppError(error).code });
        left += 1;
      }
    }
    return { passed, left };
  }

  /** Throws `request.invalid` where nobody can take tickets from somebody else so. */
  async mustTake(fromId: string, toId: string): Promise<void> {
    if (fromId === toId) throw new AppError('request.invalid', 'these are the same person');
    await this.helper(toId);
  }

  /** Throws `ticket.not-found`, `ticket.wrong-state`. */
  async say(who: Helper, ticketId: string, { messageId, text, to, mentions = [], article }: Said): Promise<void> {
    if (text.trim() === '') throw new AppError('request.invalid', 'text: it is empty');
    const ticket = await this.#reached(who, ticketId);
    if (to === 'desk') {
      const people = await Promise.all(mentions.map((id) => this.helper(id)));
      const named = mentioned(text, people);
      await this.#journal.append(ticketId, actorOf(who), {
        type: 'note',
        text,
        ...(named.length > 0 ? { mentions: named } : {}),
      });
      return;
    }
    const said = { messageId, text, ...(article ? { article } : {}) };
    const message = await this.#journal.say(ticketId, actorOf(who), 'reply', said);
    if (message) this.#parts.announcer.said(ticket, message);
  }

  async record(who: Helper, ticketId: string, item: WorkItem): Promise<void> {
    await this.#reached(who, ticketId);
    if (item.kind === 'configuration') must(who, 'evidence.read');
    // Its user says it, to the very bytes.
    if (item.kind === 'vendor-consent') throw notAgreed();
    await this.#journal.append(ticketId, actorOf(who), { type: 'recorded', item });
  }

  async #merge(
    who: Helper,
    from: BoardTicket,
    seen: number,
    { number, answers }: Extract<TicketChange, { type: 'merged' }>,
  ): Promise<number> {
    const into = await this.#byNumber(who, number);
    if (into.row.id === from.row.id) throw new AppError('request.invalid', 'number: this is the same ticket');
    const how = unheardIn(reachedBy(into), reachedBy(from));
    if (how !== undefined && answers === undefined) {
      throw new AppError('ticket.unheard', `the user of this ticket would hear no answer in the other (${how})`, {
        context: { how },
      });
    }
    // Whoever gets its answers gets its link. Of people from outside nobody gives that to others.
    if (answers === 'carried' && (how !== 'no-address' || audienceOf(who) === 'vendor')) {
      throw new AppError('request.invalid', 'answers: they cannot be carried there');
    }
    const actor = actorOf(who);
    const said = how === undefined || answers === undefined ? {} : { answers };
    const { contact, language, wantedCall } = from.ticket;
    // Who was promised a call is called all the same.
    const call = wantedCall === null ? {} : { call: wantedCall };
    const carried = answers === 'carried' ? { contact, ...(language ? { language } : {}) } : {};
    const [after] = await this.#journal.appendAll([
      { ticketId: from.row.id, actor, body: { type: 'merged', other: otherOf(into), ...said }, seen },
      { ticketId: into.row.id, actor, body: { type: 'absorbed', other: otherOf(from), ...carried, ...call } },
    ]);
    if (after) await this.#endOffer(after);
    return after?.ticket.version ?? seen;
  }

  async #bodyOf(who: Helper, before: BoardTicket, change: Exclude<TicketChange, { type: 'merged' }>): Promise<TicketEventBody> {
    switch (change.type) {
      case 'assigned':
        return this.#assignment(who, before, change);
      case 'colleague-asked':
        if (change.question.trim() === '') throw new AppError('request.invalid', 'question: it is empty');
        return { type: 'colleague-asked', person: await this.#colleague(change.personId), question: change.question };
      case 'watched':
        return { type: 'watched', person: personOf(who), on: change.on };
      case 'linked': {
        const { number, relation, on } = change;
        return { type: 'linked', other: otherOf(await this.#byNumber(who, number)), relation, on };
      }
      case 'moved':
        if (transitionOf(before.ticket.status, change.to, actorOf(who))?.supervisor) must(who, 'tickets.manage');
        return change;
      case 'manager-heard':
        must(who, 'tickets.manage');
        return change;
      default:
        return change;
    }
  }

  async #assignment(
    who: Helper,
    { ticket }: BoardTicket,
    { ownerId, groupId, note }: Extract<TicketChange, { type: 'assigned' }>,
  ): Promise<TicketEventBody> {
    const { owner } = ticket;
    // One's own, and what is nobody's; what somebody else has is for those who lead the desk to give away.
    if (owner !== null && owner.id !== who.id) must(who, 'tickets.manage');
    // That it stays with whom it is gives it to nobody, also where they are gone by now.
    const stays = ownerId !== null && ownerId === owner?.id;
    const to = ownerId === null ? null : stays ? owner : await this.helperWith(ownerId, ticket);
    const group = groupId === null ? null : await this.group(groupId);
    // That it stays in its group gives it to nobody: the desk can take it back from there.
    if (group && group.id !== ticket.group?.id) mustBeAgreed(ticket.vendor, group);
    return { type: 'assigned', owner: to, group: group && { id: group.id, name: group.name, tier: group.tier }, note };
  }

  /** Somebody at the desk; throws `request.invalid`. */
  async helper(userId: string): Promise<NamedPerson> {
    const { id, name } = await this.#helping(userId);
    return { id, name };
  }

  /** Somebody who can have this ticket: people from outside by its user's yes alone, else `vendor.not-agreed`. */
  async helperWith(userId: string, { vendor }: Pick<TicketCase, 'vendor'>): Promise<NamedPerson> {
    const { id, name, role } = await this.#helping(userId);
    mustBeAgreed(vendor, { role });
    return { id, name };
  }

  async #helping(userId: string) {
    const { stores, organisationId } = this.#parts;
    const user = await stores.accounts.find(organisationId, userId);
    if (user?.active !== 1 || !canHelp(user.role))
      throw new AppError('request.invalid', 'there is nobody of this name at the desk');
    return user;
  }

  /** Of the desk itself: who comes from outside sees what was given to them, not what is asked among colleagues. */
  async #colleague(userId: string): Promise<NamedPerson> {
    const { stores, organisationId } = this.#parts;
    const user = await stores.accounts.find(organisationId, userId);
    if (user?.active !== 1 || scopeOf({ role: user.role, tier: 1 }, 'tickets.read') !== 'all') {
      throw new AppError('request.invalid', 'there is no such colleague at the desk');
    }
    return { id: user.id, name: user.name };
  }

  async group(groupId: string): Promise<SupportGroupName & { readonly acceptWithinMin: number; readonly memberIds: string[] }> {
    const { stores, organisationId } = this.#parts;
    const group = await stores.supportGroups.find(organisationId, groupId);
    if (!group) throw new AppError('request.invalid', 'there is no such group');
    const { id, name, tier, acceptWithinMin, members } = group;
    return { id, name, tier, acceptWithinMin, memberIds: members.map((member) => member.id) };
  }

  async #reached(who: Helper, ticketId: string): Promise<BoardTicket> {
    const ticket = await this.#journal.find(ticketId);
    checkReach({ user: who }, 'tickets.write', ticket);
    return ticket;
  }

  /** Throws the same for one that is out of reach as for none: numbers are easily guessed. */
  async #byNumber(who: Helper, number: number): Promise<BoardTicket> {
    const { stores, organisationId } = this.#parts;
    const row = await stores.tickets.findByNumber(organisationId, number);
    const ticket = row && (await this.#journal.find(row.id));
    if (!ticket || !reaches({ user: who }, 'tickets.write', ticket)) {
      throw new AppError('ticket.not-found', 'there is no ticket of this number');
    }
    return ticket;
  }

  /** An offer to join that nobody answered ends with what it was for. */
  async #endOffer({ row, state }: BoardTicket): Promise<void> {
    const session = this.#sessions.ofTicket(row.id);
    if (session?.state !== 'offered' || (state.state !== 'done' && state.state !== 'cancelled')) return;
    await this.#sessions.withdraw(session, state.state === 'done' ? 'withdrawn' : 'cancelled', 'the ticket is over');
  }
}

interface Said {
  readonly messageId: string;
  readonly text: string;
  readonly to: 'user' | 'desk';
  readonly mentions?: readonly string[] | undefined;
  /** That goes with it. */
  readonly article?: SentArticle;
}

export function actorOf({ id, name }: Helper): TicketActor & { kind: 'technician' } {
  return { kind: 'technician', id, name };
}

function personOf({ id, name }: Helper): NamedPerson {
  return { id, name };
}

function reachedBy({ row, ticket }: BoardTicket): Reached {
  return { deviceId: row.deviceId, isAsked: !NOT_ASKED.has(row.startedBy), ticket };
}

function otherOf({ row }: BoardTicket): { ticketId: string; number: number } {
  return { ticketId: row.id, number: row.number };
}

export function may(who: Helper, permission: Permission): boolean {
  return scopeOf(who, permission) !== undefined;
}

function must(who: Helper, permission: Permission): void {
  if (!may(who, permission)) throw new AppError('auth.role', `this account may not do this (${permission})`);
}

/** At whatever tier. */
export function canHelp(role: Helper['role']): boolean {
  return scopeOf({ role, tier: Number.POSITIVE_INFINITY }, 'sessions.run') !== undefined;
}
