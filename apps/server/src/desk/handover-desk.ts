import { AppError, randomId } from '@alongside/base';
import { answersOf, type HandoverFacts, levelNeeded, levelOf, missingFor, mustBeAgreed } from '@alongside/desk';
import type { HandoverKind, HandoverManifest, HandoverNeed, HandoverOffer } from '@alongside/protocol';
import { actorOf, type CaseDesk, type Helper, may } from './case-desk.ts';
import type { DeskParts } from './desk-parts.ts';
import { freeClaim } from './free-claim.ts';
import { handoverPackage } from './handover-package.ts';
import { checkReach } from './reach.ts';
import type { SessionDesk } from './session-desk.ts';
import type { TaskDesk } from './task-desk.ts';
import type { BoardTicket } from './ticket-board.ts';
import { SYSTEM, type TicketJournal } from './ticket-journal.ts';

/** For an offer to one person alone, who has no group's time. */
const ACCEPT_WITHIN_MS = 30 * 60_000;

export interface NewHandover {
  readonly seen: number;
  readonly kind: HandoverKind;
  readonly toTier: number;
  readonly groupId: string | null;
  readonly personId: string | null;
  readonly reason: string;
  readonly instructions: string;
}

export type HandoverAnswer =
  | { readonly answer: 'accept' | 'withdraw'; readonly handoverId: string }
  | { readonly answer: 'return'; readonly handoverId: string; readonly missing: HandoverNeed[]; readonly note: string };

/** Offers of a ticket to another tier, group or person, each with what it carries. Its caller keeps the order. */
export class HandoverDesk {
  readonly #parts: DeskParts;
  readonly #journal: TicketJournal;
  readonly #sessions: SessionDesk;
  readonly #cases: CaseDesk;
  readonly #tasks: TaskDesk;

  constructor(parts: DeskParts, journal: TicketJournal, sessions: SessionDesk, cases: CaseDesk, tasks: TaskDesk) {
    this.#parts = parts;
    this.#journal = journal;
    this.#sessions = sessions;
    this.#cases = cases;
    this.#tasks = tasks;
  }

  /** The ticket's version afterwards. Throws as `handoverCreate` says, `request.invalid` for a group that does not fit. */
  async offer(who: Helper, ticketId: string, wanted: NewHandover): Promise<number> {
    const { clock, random } = this.#parts;
    const before = await this.#journal.find(ticketId);
    checkReach({ user: who }, 'tickets.write', before);
    const { kind, toTier, reason, instructions } = wanted;
    const group = wanted.groupId === null ? null : await this.#cases.group(wanted.groupId);
    const person = wanted.personId === null ? null : await this.#cases.helperWith(wanted.personId, before.ticket);
    if (!group && (kind !== 'refer' || !person)) throw new AppError('request.invalid', 'say to which group');
    if (group && group.tier !== toTier) throw new AppError('request.invalid', 'this group is of another tier');
    if (group && person && !group.memberIds.includes(person.id)) {
      throw new AppError('request.invalid', `${person.name} is not in this group`);
    }
    const said = { reason, instructions, bySupervisor: may(who, 'tickets.manage') };
    mustBeComplete(missingFor(before.ticket, { kind, toTier }, await this.#facts(before, said)));
    if (group) mustBeAgreed(before.ticket.vendor, group);
    await this.#keepOverride(who, before, wanted);
    const made = await this.#pack(before, toTier);
    const offer: HandoverOffer = {
      handoverId: randomId(random),
      kind,
      toTier,
      group: group && { id: group.id, name: group.name, tier: group.tier },
      person,
      reason,
      instructions,
      package: made,
      lapsesAt: clock.now() + (group ? group.acceptWithinMin * 60_000 : ACCEPT_WITHIN_MS),
    };
    const after = await this.#journal.append(ticketId, actorOf(who), { type: 'handover-offered', offer }, wanted.seen);
    return after.ticket.version;
  }

  /** Throws `handover.not-open`, `handover.incomplete`, `vendor.not-agreed`, `auth.role` for somebody whom it was not offered to. */
  async answer(who: Helper, ticketId: string, answered: HandoverAnswer): Promise<number> {
    const before = await this.#journal.find(ticketId);
    checkReach({ user: who }, 'tickets.write', before);
    const { handover } = before.ticket;
    const { handoverId } = answered;
    if (handover?.state !== 'offered' || handover.offer.handoverId !== handoverId) {
      // The rules say why, in their words.
      return (await this.#journal.append(ticketId, actorOf(who), { type: 'handover-accepted', handoverId })).ticket.version;
    }
    if (answered.answer === 'withdraw') {
      if (handover.by.id !== who.id && !may(who, 'tickets.manage')) throw notYours();
      return this.#end(ticketId, who, handoverId);
    }
    await this.#mustBeAsked(who, handover.offer);
    if (answered.answer === 'return') {
      const { missing, note } = answered;
      const body = { type: 'handover-returned', handoverId, missing, note } as const;
      return (await this.#journal.append(ticketId, actorOf(who), body)).ticket.version;
    }
    const { reason, instructions, kind, toTier, group } = handover.offer;
    // A report may have been taken back since; that it was a supervisor who offered was asked then.
    const facts = await this.#facts(before, { reason, instructions, bySupervisor: true });
    mustBeComplete(missingFor(before.ticket, { kind, toTier }, facts));
    // Its user may have been asked anew since.
    mustBeAgreed(before.ticket.vendor, { role: who.role });
    if (group) mustBeAgreed(before.ticket.vendor, group);
    await this.read(handover.offer.package);
    const after = await this.#journal.append(ticketId, actorOf(who), { type: 'handover-accepted', handoverId });
    await freeClaim(after, who.id, { journal: this.#journal, sessions: this.#sessions });
    if (kind === 'down') await this.#tasks.passedDown(after, handover);
    return after.ticket.version;
  }

  /** Its time is over, or it is looked at too early and goes on. */
  async lapse(ticketId: string): Promise<void> {
    const ticket = this.#parts.board.get(ticketId);
    const handover = ticket?.ticket.handover;
    if (handover?.state !== 'offered' || handover.offer.lapsesAt > this.#parts.clock.now()) return;
    const { handoverId } = handover.offer;
    await this.#journal.append(ticketId, SYSTEM, { type: 'handover-ended', handoverId, how: 'lapsed' });
  }

  /** What a handover carried, if its bytes are still those of its hash. Throws `storage.broken`, `handover.not-open`. */
  async read(sha256: string): Promise<HandoverManifest> {
    const { stores, organisationId, crypto } = this.#parts;
    const kept = await stores.handovers.find(organisationId, sha256);
    if (!kept) throw new AppError('handover.not-open', 'there is no such package');
    if (crypto.sha256(kept.text) !== sha256) throw new AppError('storage.broken', 'this package is not what was handed over');
    return kept.manifest;
  }

  /** Up, though the answers do not speak for it: why stands on the ticket, not only in this offer. */
  async #keepOverride(who: Helper, { row, ticket }: BoardTicket, { kind, toTier, reason }: NewHandover): Promise<void> {
    if (kind !== 'up' || ticket.tier !== 1) return;
    const asked = await this.#parts.book.questions();
    if (levelOf(ticket, asked).tier >= toTier) return;
    const why = reason.trim().slice(0, 400);
    const item = { kind: 'level', tier: toTier, derived: levelNeeded(answersOf(ticket, asked), asked), reason: why } as const;
    await this.#journal.append(row.id, actorOf(who), { type: 'recorded', item });
  }

  async #end(ticketId: string, who: Helper, handoverId: string): Promise<number> {
    const body = { type: 'handover-ended', handoverId, how: 'withdrawn' } as const;
    return (await this.#journal.append(ticketId, actorOf(who), body)).ticket.version;
  }

  async #mustBeAsked(who: Helper, { group, person }: HandoverOffer): Promise<void> {
    if (person) {
      if (person.id !== who.id) throw notYours();
      return;
    }
    if (!group || !(await this.#cases.group(group.id)).memberIds.includes(who.id)) throw notYours();
  }

  async #facts(
    { row, ticket: { contact } }: BoardTicket,
    said: Pick<HandoverFacts, 'reason' | 'instructions' | 'bySupervisor'>,
  ): Promise<HandoverFacts> {
    const { stores, organisationId, book } = this.#parts;
    const device = row.deviceId === null ? undefined : await stores.devices.find(organisationId, row.deviceId);
    const reports = await stores.diagnoses.ofTicket(organisationId, row.id);
    const hasComputer = device !== undefined && device.retiredAt === null;
    const reachable = hasComputer || contact.email !== null || contact.phone !== null;
    return { ...said, reports: reports.length, reachable, asked: await book.questions() };
  }

  async #pack({ row, ticket }: BoardTicket, toTier: number): Promise<string> {
    const { stores, organisationId, crypto, clock } = this.#parts;
    const record = await stores.tickets.find(organisationId, row.id);
    const events = record?.events ?? [];
    const now = clock.now();
    const parts = { ticketId: row.id, number: row.number, madeAt: now, fromTier: ticket.tier, toTier };
    const reports = (await stores.diagnoses.hashesOf(organisationId, row.id)).slice(0, 1000);
    const sessions = (await stores.sessions.ofTicket(organisationId, row.id)).slice(0, 1000);
    const { sha256, text } = handoverPackage({ ...parts, events, reports, sessions }, crypto);
    await stores.handovers.keep(organisationId, { sha256, ticketId: row.id, madeAt: now, manifest: text });
    return sha256;
  }
}

function mustBeComplete(missing: readonly HandoverNeed[] | undefined): void {
  if (missing === undefined) throw new AppError('handover.not-open', 'there is no such move from this tier');
  if (missing.length === 0) return;
  throw new AppError('handover.incomplete', `this handover lacks: ${missing.join(', ')}`, {
    context: { missing: missing.join(',') },
  });
}

function notYours(): AppError {
  return new AppError('auth.role', 'this handover was offered to somebody else');
}
