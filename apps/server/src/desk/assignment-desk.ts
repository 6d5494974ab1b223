import { AppError, type Disposable } from '@alongside/base';
import { audienceOf, type Candidate, isInTurn, planOffers, priorityOf, type WaitingTicket } from '@alongside/desk';
import type { SupportGroup } from '@alongside/protocol';
import { actorOf, type Helper } from './case-desk.ts';
import type { DeskParts } from './desk-parts.ts';
import { DueClock, lapsesAt } from './due-clock.ts';
import type { BoardTicket } from './ticket-board.ts';
import { SYSTEM, type TicketJournal } from './ticket-journal.ts';

/** What comes close together is planned together. */
const GATHER_MS = 50;

type Parts = Pick<DeskParts, 'stores' | 'organisationId' | 'clock' | 'board' | 'peers'>;
type Later = (action: () => Promise<unknown>) => void;

/**
 * Offers what waits to whoever has the least to do, in the groups that want it so (packages/desk, assignment). Its caller
 * runs one action after the other; it looks again by itself whenever a ticket, a person or a group changed.
 */
export class AssignmentDesk implements Disposable {
  readonly #parts: Parts;
  readonly #journal: TicketJournal;
  readonly #later: Later;
  readonly #due: DueClock;
  readonly #changes: readonly Disposable[];
  /** When each person was offered something last; a restart asks in any order. */
  readonly #offeredAt = new Map<string, number>();
  #soon: Disposable | undefined;

  constructor(parts: Parts, journal: TicketJournal, later: Later) {
    this.#parts = parts;
    this.#journal = journal;
    this.#later = later;
    this.#due = new DueClock(parts.clock, lapsesAt, (id) => later(() => this.#lapse(id)));
    this.#changes = [
      parts.peers.onChange(() => this.changed()),
      parts.board.onChange(({ ticket }) => {
        this.#due.follow(ticket);
        this.changed();
      }),
    ];
  }

  /** Something changed by which offers are made: they are looked at soon. */
  changed(): void {
    this.#soon ??= this.#parts.clock.after(GATHER_MS, () => {
      this.#soon = undefined;
      this.#later(() => this.#look());
    });
  }

  /** Tickets that are offered to this person now. */
  of(userId: string): BoardTicket[] {
    return this.#parts.board.open.filter(({ ticket: { offer } }) => offer.state === 'offered' && offer.person.id === userId);
  }

  /** Throws `ticket.wrong-state` where it is not offered to them any more, `ticket.not-found`. */
  async answer(who: Helper, ticketId: string, answer: 'accept' | 'decline'): Promise<void> {
    const { ticket } = this.#journal.open(ticketId);
    const person = { id: who.id, name: who.name };
    if (answer === 'decline') {
      await this.#journal.append(ticketId, actorOf(who), { type: 'offer-passed', person, how: 'declined' });
      return;
    }
    if (ticket.offer.state !== 'offered' || ticket.offer.person.id !== who.id) {
      throw new AppError('ticket.wrong-state', 'this ticket is not offered to you any more');
    }
    await this.#journal.append(ticketId, actorOf(who), { type: 'assigned', owner: person, group: ticket.group, note: '' });
  }

  dispose(): void {
    for (const each of this.#changes) each.dispose();
    this.#soon?.dispose();
    this.#due.dispose();
  }

  /** Its time is over, or it is looked at too early and goes on. */
  async #lapse(ticketId: string): Promise<void> {
    const ticket = this.#parts.board.get(ticketId);
    if (ticket?.ticket.offer.state !== 'offered') return;
    const { person, lapsesAt: end } = ticket.ticket.offer;
    // The wall clock may have been set back: then the offer runs on.
    if (end > this.#parts.clock.now()) return this.#due.follow(ticket);
    await this.#journal.append(ticketId, SYSTEM, { type: 'offer-passed', person, how: 'lapsed' });
  }

  async #look(): Promise<void> {
    const { stores, organisationId, clock, board, peers } = this.#parts;
    const groups = await stores.supportGroups.list(organisationId);
    const available = this.#available();
    const here = new Set(peers.technicians.map(({ id }) => id));
    for (const { row, ticket } of board.open) {
      const { offer } = ticket;
      // Whose page is only loaded again comes back to the offer; whoever does not lets it lapse.
      if (offer.state !== 'offered' || available.has(offer.person.id) || !here.has(offer.person.id)) continue;
      await this.#journal.append(row.id, SYSTEM, { type: 'offer-passed', person: offer.person, how: 'away' });
    }
    if (!groups.some(({ assignment }) => assignment.how === 'offered')) return;
    const waiting = board.open.filter(isFree).map(waitingTicket);
    if (waiting.length === 0) return;
    const people = await this.#people(groups, available);
    const offering = groups.map(({ id, assignment, members }) => ({ id, assignment, memberIds: members.map((each) => each.id) }));
    for (const { ticketId, groupId, personId, answerWithinMs } of planOffers(waiting, offering, people)) {
      const group = groups.find(({ id }) => id === groupId);
      const person = group?.members.find(({ id }) => id === personId);
      if (!group || !person) continue;
      const { id, name, tier } = group;
      const at = clock.now();
      this.#offeredAt.set(personId, at);
      await this.#journal.append(ticketId, SYSTEM, {
        type: 'offer-made',
        person,
        group: { id, name, tier },
        lapsesAt: at + answerWithinMs,
      });
    }
  }

  /** At the desk with a page that may help, ready, and in no session. */
  #available(): ReadonlySet<string> {
    const { peers, board } = this.#parts;
    const helping = new Set(board.open.flatMap(({ state }) => (state.state === 'in-session' ? [state.technician.id] : [])));
    // Nothing comes to people from outside by itself: it is theirs by its user's yes.
    const outside = new Set(peers.consoles.flatMap(({ user }) => (audienceOf(user) === 'vendor' ? [user.id] : [])));
    const ready = peers.technicians.filter(
      ({ id, presence }) => presence === 'available' && !helping.has(id) && !outside.has(id),
    );
    return new Set(ready.map(({ id }) => id));
  }

  async #people(groups: readonly SupportGroup[], available: ReadonlySet<string>): Promise<Candidate[]> {
    const { stores, organisationId, board } = this.#parts;
    const skills = await stores.skills.all(organisationId);
    const members = new Map(groups.flatMap((group) => group.members).map((person) => [person.id, person]));
    const loads = new Map<string, number>();
    const offers = new Map<string, number>();
    const add = (to: Map<string, number>, id: string) => to.set(id, (to.get(id) ?? 0) + 1);
    for (const { ticket, state } of board.open) {
      const { offer, owner, status } = ticket;
      const claimer = 'technician' in state ? state.technician : null;
      const has = status === 'new' || status === 'open' ? (claimer ?? owner) : null;
      if (has) add(loads, has.id);
      if (offer.state !== 'offered') continue;
      add(loads, offer.person.id);
      add(offers, offer.person.id);
    }
    return [...members.values()].map(({ id, name }) => ({
      id,
      name,
      available: available.has(id),
      skills: skills.get(id) ?? [],
      load: loads.get(id) ?? 0,
      offers: offers.get(id) ?? 0,
      offeredAt: this.#offeredAt.get(id) ?? null,
    }));
  }
}

/** Waits in the queue, is nobody's, and is neither offered to a person nor handed over. */
function isFree({ ticket }: BoardTicket): boolean {
  return isInTurn(ticket) && ticket.owner === null && ticket.offer.state === 'free' && ticket.handover?.state !== 'offered';
}

function waitingTicket({ row, ticket }: BoardTicket): WaitingTicket {
  return {
    id: row.id,
    number: row.number,
    priority: priorityOf(ticket),
    createdAt: row.createdAt,
    groupId: ticket.group?.id ?? null,
    category: ticket.category,
    passed: ticket.offer.passed,
  };
}
