import { AppError } from '@alongside/base';
import { isOpen, type TicketActor, type TicketEventBody } from '@alongside/desk';
import type { ChatMessage, SentArticle } from '@alongside/protocol';
import type { NewEntry } from '../storage/ticket-store.ts';
import type { DeskParts } from './desk-parts.ts';
import type { ConsolePeer, DevicePeer } from './peers.ts';
import { type BoardTicket, boardTicket, chatOf } from './ticket-board.ts';

type ReleaseReason = Extract<TicketEventBody, { type: 'released' }>['reason'];

export const SYSTEM: TicketActor = { kind: 'system', id: null, name: '' };

export function technicianOf(peer: ConsolePeer): TicketActor & { kind: 'technician' } {
  return { kind: 'technician', id: peer.user.id, name: peer.user.name };
}

export function userOf(ticket: BoardTicket): TicketActor & { kind: 'user' } {
  return { kind: 'user', id: null, name: ticket.row.requester };
}

type Parts = Pick<DeskParts, 'stores' | 'organisationId' | 'clock' | 'board' | 'peers' | 'announcer'>;

/** The one way in which a ticket changes: stored first, then in the board, then told. */
export class TicketJournal {
  readonly #parts: Parts;
  /** Told of each change of an open ticket's state. */
  readonly #onState: (ticket: BoardTicket) => void;

  constructor(parts: Parts, onState: (ticket: BoardTicket) => void) {
    this.#parts = parts;
    this.#onState = onState;
  }

  /** Throws the refusal of desk's rules, or `ticket.not-found`. */
  async append(ticketId: string, actor: TicketActor, body: TicketEventBody, seen?: number): Promise<BoardTicket> {
    const [after] = await this.appendAll([{ ticketId, actor, body, ...(seen === undefined ? {} : { seen }) }]);
    if (!after) throw new AppError('internal', 'nothing was appended');
    return after;
  }

  /** All of them or none. */
  async appendAll(entries: readonly NewEntry[]): Promise<BoardTicket[]> {
    const { stores, organisationId, clock, board, peers, announcer } = this.#parts;
    const befores = new Map<string, BoardTicket>();
    for (const { ticketId } of entries) befores.set(ticketId, await this.find(ticketId));
    const tickets: BoardTicket[] = [];
    for (const { ticketId, event, ticket } of await stores.tickets.appendAll(organisationId, entries, clock.now())) {
      const before = befores.get(ticketId) ?? (await this.find(ticketId));
      const after = board.changed(before, event, ticket);
      befores.set(ticketId, after);
      const users = peers.usersOf(before.row);
      announcer.ticketEvent(after, event);
      if (!isOpen(after.state)) {
        for (const { peer, requestId } of users) {
          announcer.status(peer, after, requestId);
          peer.told.delete(ticketId);
        }
      }
      this.#onState(after);
      tickets.push(after);
    }
    return tickets;
  }

  /**
   * A claim that is given up: back into the queue. What a standing permission began is nobody else's to go on with, so
   * that is closed.
   */
  async release(ticketId: string, actor: TicketActor, reason: ReleaseReason): Promise<void> {
    const ticket = this.open(ticketId);
    if (ticket.row.standingId === null) await this.append(ticketId, actor, { type: 'released', reason });
    else await this.append(ticketId, userOf(ticket), { type: 'cancelled' });
  }

  /** Keeps a message: of the chat before the join, or at any time; undefined where this one was kept before. */
  async say(
    ticketId: string,
    actor: TicketActor & { kind: ChatMessage['from'] },
    type: 'chat' | 'reply',
    { messageId, text, article }: { messageId: string; text: string; article?: SentArticle },
  ): Promise<ChatMessage | undefined> {
    const { stores, organisationId, clock } = this.#parts;
    const record = await stores.tickets.find(organisationId, ticketId);
    if (record && chatOf(record.events).some((message) => message.id === messageId)) return undefined;
    const sent = article && type === 'reply' ? { article } : {};
    await this.append(ticketId, actor, { type, messageId, text, ...sent });
    return { id: messageId, from: actor.kind, name: actor.name, text, at: clock.now(), ...sent };
  }

  /** An open ticket; throws `ticket.not-found` for one that is closed or never was. */
  open(ticketId: string): BoardTicket {
    const ticket = this.#parts.board.get(ticketId);
    if (!ticket) throw new AppError('ticket.not-found', 'there is no such open ticket');
    return ticket;
  }

  /** The device's own open request; throws `ticket.not-found`. */
  ofRequest(device: DevicePeer, requestId: string): BoardTicket {
    const ticket = this.#parts.board.ofDevice(device.id).find((candidate) => candidate.row.requestId === requestId);
    if (!ticket) throw new AppError('ticket.not-found', 'there is no such open request of this computer');
    return ticket;
  }

  /** Open or closed; throws `ticket.not-found`. */
  async find(ticketId: string): Promise<BoardTicket> {
    const { stores, organisationId, board } = this.#parts;
    const open = board.get(ticketId);
    if (open) return open;
    const record = await stores.tickets.find(organisationId, ticketId);
    if (!record) throw new AppError('ticket.not-found', 'there is no such ticket');
    return boardTicket(record);
  }
}
