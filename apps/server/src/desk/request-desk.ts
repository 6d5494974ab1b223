import { AppError, randomId } from '@alongside/base';
import { canonical } from '@alongside/consent';
import { consoleSocket, deviceSocket, MAX_CALL_BACK_AHEAD_MS } from '@alongside/protocol';
import type { z } from 'zod';
import type { DeskParts } from './desk-parts.ts';
import type { DevicePeer } from './peers.ts';
import type { SessionDesk } from './session-desk.ts';
import { type BoardTicket, boardTicket, chatOf } from './ticket-board.ts';
import { type TicketJournal, userOf } from './ticket-journal.ts';
import { messageSeenBy, readerOf } from './ticket-reader.ts';

/** Before a device was seen last: what was sent to it then may not have come. A dead socket is noticed in a minute. */
const MAYBE_LOST_MS = 5 * 60_000;
const MESSAGES_AGAIN = 100;
/** Between the clocks of a computer and this one, and on the way. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;

export type Invitation = z.infer<typeof deviceSocket.invitationRead.result>;
export type NewRequest = z.infer<typeof deviceSocket.requestCreate.params>;

/** What a device does with its own requests. Its caller runs one action after the other. */
export class RequestDesk {
  readonly #parts: DeskParts;
  readonly #journal: TicketJournal;
  readonly #sessions: SessionDesk;

  constructor(parts: DeskParts, journal: TicketJournal, sessions: SessionDesk) {
    this.#parts = parts;
    this.#journal = journal;
    this.#sessions = sessions;
  }

  /** Throws `auth.refused`, `auth.token-used`. */
  async readInvitation(token: string): Promise<Invitation> {
    const { technicianName, expiresAt } = await this.#parts.helpInvitations.read(token);
    return { technician: technicianName, expiresAt };
  }

  /**
   * Throws `auth.key-mismatch` where the proof is not the device's over exactly this request, `auth.refused` and
   * `auth.token-used` for an invitation that is none or no more.
   */
  async create(device: DevicePeer, params: NewRequest): Promise<{ ticketId: string; number: number }> {
    const { crypto, stores, organisationId, random, clock, board, announcer, helpInvitations } = this.#parts;
    const { requestId, text, name, at, proof, invitation: token, articles = [], language } = params;
    const invited = token === undefined ? {} : { invitationHash: crypto.sha256(token) };
    const signed = canonical({ requestId, deviceId: device.id, textHash: crypto.sha256(text), at, ...invited });
    if ((await crypto.verifyJws(device.publicKey, proof)) !== signed) {
      throw new AppError('auth.key-mismatch', 'the proof is not this computer’s over this request');
    }
    if (text.trim() === '') throw new AppError('request.invalid', 'text: it is empty');
    const known = await stores.tickets.findByRequest(organisationId, device.id, requestId);
    // Sent again because the answer was lost: by then the invitation is used, by this very request.
    const invitation = token === undefined || known ? undefined : await helpInvitations.read(token);
    const { row, created } = await stores.tickets.create(organisationId, {
      id: randomId(random),
      requestId,
      deviceId: device.id,
      requester: name,
      text,
      proof,
      at: clock.now(),
      startedBy: invitation ? 'invitation' : 'request',
      ...(invitation ? { invitation } : {}),
      ...(articles.length === 0 ? {} : { articles }),
      ...(language === undefined ? {} : { came: { language } }),
    });
    if (created) {
      announcer.ticketEvent(board.opened(row, created), created);
      await this.#parts.askedAfter(articles);
    }
    return { ticketId: row.id, number: row.number };
  }

  async cancel(device: DevicePeer, requestId: string): Promise<void> {
    const { stores, organisationId } = this.#parts;
    const closed = await stores.tickets.findByRequest(organisationId, device.id, requestId);
    // Cancelled twice, or done meanwhile: it is over either way.
    if (closed?.closedAt) return;
    const ticket = this.#journal.ofRequest(device, requestId);
    await this.#journal.append(ticket.row.id, userOf(ticket), { type: 'cancelled' });
    const session = this.#sessions.ofTicket(ticket.row.id);
    if (session) await this.#sessions.withdraw(session, 'cancelled', 'the request was cancelled');
  }

  /** Throws `call-back.past` for a time that is over, `call-back.far` for one that is too far ahead. */
  async askForCallBack(device: DevicePeer, params: z.infer<typeof deviceSocket.requestCallBack.params>): Promise<void> {
    const { requestId, ...wanted } = params;
    const ahead = wanted.dueAt === undefined ? 0 : wanted.dueAt - this.#parts.clock.now();
    if (ahead < -CLOCK_TOLERANCE_MS) throw new AppError('call-back.past', 'dueAt: that time is over');
    if (ahead > MAX_CALL_BACK_AHEAD_MS + CLOCK_TOLERANCE_MS) throw new AppError('call-back.far', 'dueAt: that is too far ahead');
    const ticket = this.#journal.ofRequest(device, requestId);
    await this.#journal.append(ticket.row.id, userOf(ticket), { type: 'call-back', ...wanted });
  }

  async chat(device: DevicePeer, params: { requestId: string; messageId: string; text: string }): Promise<void> {
    const ticket = this.#journal.ofRequest(device, params.requestId);
    await sayBeforeJoin(this.#parts, this.#journal, { ticket, deviceName: device.name }, params);
  }

  /**
   * Tells a device what it may have missed: more rather than less, since what was sent to a socket that was just dying is
   * lost. Messages have ids, by which the agent knows them again.
   */
  async catchUp(device: DevicePeer): Promise<void> {
    const { stores, organisationId, announcer } = this.#parts;
    const closedSince = (device.lastSeenAt ?? 0) - MAYBE_LOST_MS;
    for (const record of await stores.tickets.missedBy(organisationId, device.id, closedSince)) {
      const { requestId } = record.row;
      const said = chatOf(record.events).filter((message) => message.from === 'technician');
      for (const message of said.slice(-MESSAGES_AGAIN)) {
        device.connection.notify(deviceSocket.deviceChatSaid, { requestId, message });
      }
      announcer.status(device, boardTicket(record));
    }
  }
}

/** What a ticket's user writes before anybody has joined. */
export async function sayBeforeJoin(
  { peers }: DeskParts,
  journal: TicketJournal,
  { ticket, deviceName }: { readonly ticket: BoardTicket; readonly deviceName: string },
  said: { readonly messageId: string; readonly text: string },
): Promise<void> {
  const { state, row } = ticket;
  // Nobody has it now: an answer on the ticket, which whoever comes next reads.
  const message = await journal.say(row.id, userOf(ticket), state.state === 'claimed' ? 'chat' : 'reply', said);
  if (!message || state.state !== 'claimed') return;
  for (const peer of peers.consolesOf(state.technician.id)) {
    const seen = messageSeenBy(readerOf(peer.user, row, deviceName), message);
    peer.connection.notify(consoleSocket.consoleChatSaid, { ticketId: row.id, message: seen });
  }
}
