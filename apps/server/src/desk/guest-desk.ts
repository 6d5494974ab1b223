import { AppError, randomId } from '@alongside/base';
import { isOpen } from '@alongside/desk';
import type { GuestOut, GuestTicket, guestSocket } from '@alongside/protocol';
import type { z } from 'zod';
import { tokenHash } from '../accounts/tokens.ts';
import type { DeskParts } from './desk-parts.ts';
import { letReport, WHY_OUT } from './let-report.ts';
import { newestChat } from './newest-chat.ts';
import type { GuestPeer } from './peers.ts';
import { sayBeforeJoin } from './request-desk.ts';
import type { SessionDesk } from './session-desk.ts';
import { type BoardTicket, chatOf } from './ticket-board.ts';
import { type TicketJournal, userOf } from './ticket-journal.ts';

type Proof = z.infer<typeof guestSocket.guestProve.params>;
type Said = z.infer<typeof guestSocket.deviceChatSay.params>;

/** A page that has proven its key and its link, and has not arrived yet. */
export type ProvenGuest = Omit<GuestPeer, 'connection' | 'told' | 'standing' | 'retired' | 'outAfterwards'>;

/** Of what was written before, the newest that fit. */
const CHAT = { count: 100, bytes: 96 * 1024 };

/**
 * Pages that a ticket's user opened by its link, to be helped in them: the other end of sessions of that ticket and of
 * nothing else. One a ticket. Its caller runs one action after the other.
 */
export class GuestDesk {
  readonly #parts: DeskParts;
  readonly #journal: TicketJournal;
  readonly #sessions: SessionDesk;

  constructor(parts: DeskParts, journal: TicketJournal, sessions: SessionDesk) {
    this.#parts = parts;
    this.#journal = journal;
    this.#sessions = sessions;
  }

  /** Throws as `guest/prove` says, and `request.rate-limited` for one key too many. The signature was looked at. */
  async open({ token, requestId, publicKey, browser, screen }: Proof): Promise<{ who: ProvenGuest; answer: GuestTicket }> {
    const { stores, organisationId, crypto, random, clock, peers } = this.#parts;
    const linkHash = tokenHash(crypto, token);
    const row = await stores.tickets.findByFollow(organisationId, linkHash);
    const record = row && (await stores.tickets.find(organisationId, row.id));
    if (!record) throw new AppError('auth.refused', 'this link opens no ticket; ask for a new one');
    const ticket = this.#mayBeHelped(record.row.id);
    if (await this.#hasRules()) {
      throw new AppError('policy.forbidden', 'the organisation has signed rules, which only a program of the computer keeps');
    }
    if (peers.device(ticket.row.deviceId)) {
      throw new AppError('device.online', 'the computer of this request is there itself, and is helped by its own program');
    }
    this.#mustBeAlone(ticket.row.id, publicKey);
    const newGuest = { id: randomId(random), publicKey, browser, ticketId: ticket.row.id, requestId };
    const guest = await stores.guests.keep(organisationId, newGuest, clock.now());
    if (!guest) throw new AppError('auth.key-mismatch', 'this key is known for something else');
    const { number, requester, text } = ticket.row;
    return {
      who: {
        id: guest.id,
        name: browser,
        publicKey,
        lastSeenAt: null,
        ticketId: ticket.row.id,
        requestId,
        linkHash,
        side: { browser, screen },
      },
      answer: {
        guestId: guest.id,
        number,
        requester,
        text,
        chat: newestChat(chatOf(record.events), CHAT),
        organisation: await stores.organisations.read(organisationId),
        techniciansAvailable: peers.techniciansAvailable,
      },
    };
  }

  /** From now on offers of this ticket go to it. */
  async arrived(guest: GuestPeer): Promise<void> {
    const { peers, announcer, board } = this.#parts;
    const ticket = board.get(guest.ticketId);
    const other = peers.guestOf(guest.ticketId);
    // Two that proved themselves at once: the first has it.
    if (!ticket || (other && other.id !== guest.id)) return guest.connection.close('another page of this link is open');
    peers.addGuest(guest);
    announcer.status(guest, ticket, guest.requestId);
    const session = this.#sessions.ofTicket(guest.ticketId);
    if (session && (session.deviceId !== guest.id || session.requestId !== guest.requestId)) {
      // It was offered to the computer, which is away; or the page was loaded again, and what it had is lost.
      if (session.state === 'offered') return this.#sessions.lapse(ticket, false);
      if (session.deviceId === guest.id) return this.#sessions.end(session, userOf(ticket), 'user-closed', null);
    }
    this.#sessions.deviceArrived(guest);
  }

  left(guest: GuestPeer): void {
    if (this.#parts.peers.removeGuest(guest)) this.#sessions.deviceLeft(guest);
  }

  /** Its user wants nobody to come here any more; it may still say why. An offer that waits is taken back. */
  async leave(guest: GuestPeer): Promise<void> {
    const session = this.#sessions.ofTicket(guest.ticketId);
    this.left(guest);
    if (session?.deviceId === guest.id && session.state === 'offered') await this.#sessions.answer(guest, session.id, false);
  }

  async say(guest: GuestPeer, { requestId, ...said }: Said): Promise<void> {
    const isOut = guest.outAfterwards !== undefined && this.#parts.peers.guestOf(guest.ticketId) !== guest;
    if (isOut || requestId !== guest.requestId) {
      throw new AppError('ticket.not-found', 'there is no such open request of this page');
    }
    const ticket = this.#journal.open(guest.ticketId);
    await sayBeforeJoin(this.#parts, this.#journal, { ticket, deviceName: guest.name }, said);
  }

  /** The link was made anew: who came by the one before is out. */
  async renewed(ticketId: string): Promise<void> {
    const guest = this.#parts.peers.guestOf(ticketId);
    if (guest) await this.#sendOut(guest, 'auth.refused');
  }

  /** Where the organisation has signed rules by now, no page that waits goes on waiting. */
  async rulesCame(): Promise<void> {
    if (!(await this.#hasRules())) return;
    for (const guest of this.#parts.peers.guests) await this.#sendOut(guest, 'policy.forbidden');
  }

  /** At once, but for a session that runs, which needs no server: after that one nobody else is asked here. */
  async #sendOut(guest: GuestPeer, code: GuestOut): Promise<void> {
    const { stores, organisationId, clock } = this.#parts;
    const session = this.#sessions.ofTicket(guest.ticketId);
    guest.outAfterwards = code;
    if (session?.deviceId === guest.id && session.state === 'joined') return;
    await this.leave(guest);
    const before = await stores.sessions.ofTicket(organisationId, guest.ticketId);
    if (before.length > 0) letReport(clock, guest, code);
    else guest.connection.close(WHY_OUT[code]);
  }

  /** A page that the server gives out pins no organisation, so that none's signed rules could be kept there. */
  async #hasRules(): Promise<boolean> {
    return (await this.#parts.trust.documents()).some(({ policy }) => policy !== null);
  }

  #mayBeHelped(ticketId: string): BoardTicket {
    const ticket = this.#parts.board.get(ticketId);
    if (!ticket || !isOpen(ticket.state)) throw new AppError('ticket.wrong-state', 'this request is over');
    return ticket;
  }

  #mustBeAlone(ticketId: string, publicKey: string): void {
    const other = this.#parts.peers.guestOf(ticketId);
    if (other && other.publicKey !== publicKey)
      throw new AppError('environment.running-already', 'another page of this link is open');
  }
}
