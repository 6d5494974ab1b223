import type { Clock, Disposable } from '@alongside/base';
import { entrySeenBy, isInTurn, userQuestions, userStep } from '@alongside/desk';
import {
  type ChatMessage,
  consoleSocket,
  deviceSocket,
  type Organisation,
  scopeOf,
  type TicketEvent,
  type TicketSummary,
} from '@alongside/protocol';
import { utf8Length } from '@alongside/rpc';
import type { ConsolePeer, DevicePeer, Peers } from './peers.ts';
import { reaches } from './reach.ts';
import { type BoardTicket, summary, type TicketBoard } from './ticket-board.ts';
import type { TicketNews } from './ticket-news.ts';
import { readerOf, summarySeenBy } from './ticket-reader.ts';

/** Changes in this time are told together; far below the second that is promised. */
const GATHER_MS = 50;
const MAX_TICKETS = 200;
/** Below the bound of `queue/changed`, with room for its envelope. */
const MAX_QUEUE_BYTES = consoleSocket.queueChanged.maxBytes - 1024;

interface Dependencies {
  readonly board: TicketBoard;
  readonly peers: Peers;
  readonly clock: Clock;
  readonly organisation: () => Organisation;
  readonly deviceName: (deviceId: string | null) => string;
  readonly appended: (news: TicketNews) => void;
}

/** Tells consoles and devices what has changed: queue and colleagues to all pages, its own status to each device. */
export class Announcer implements Disposable {
  readonly #d: Dependencies;
  #timer: Disposable | undefined;
  /** What each page was told last, so that the same is not told twice. */
  readonly #told = new WeakMap<ConsolePeer, { queue: string; colleagues: string }>();
  #lastOrganisation = '';

  constructor(dependencies: Dependencies) {
    this.#d = dependencies;
  }

  /** Something changed: it is told soon, together with what else changes meanwhile. */
  changed(): void {
    this.#timer ??= this.#d.clock.after(GATHER_MS, () => {
      this.#timer = undefined;
      this.#announce();
    });
  }

  ticketEvent(ticket: BoardTicket, event: TicketEvent): void {
    const { peers, deviceName, appended } = this.#d;
    appended({ ticket, event });
    for (const peer of peers.consoles) {
      if (!reaches(peer, 'tickets.read', ticket)) continue;
      const reader = readerOf(peer.user, ticket.row, deviceName(ticket.row.deviceId));
      peer.connection.notify(consoleSocket.ticketChanged, { ticketId: ticket.row.id, event: entrySeenBy(reader, event) });
    }
    this.changed();
  }

  /** The state of one ticket, where the device does not know it yet. */
  status(device: DevicePeer, ticket: BoardTicket, requestId = ticket.row.requestId): void {
    const { board, peers } = this.#d;
    const { row, state } = ticket;
    const waiting = state.state === 'waiting';
    const params = {
      requestId,
      number: row.number,
      state: state.state,
      place: board.places().get(row.id) ?? null,
      techniciansAvailable: peers.techniciansAvailable,
      expectedWaitMs: waiting ? board.expectedWaitMs(this.#d.organisation()) : null,
      technician: 'technician' in state ? (state.technician?.name ?? null) : null,
      step: userStep(ticket.ticket),
      asked: userQuestions(ticket.ticket),
    };
    const text = JSON.stringify(params);
    if (device.told.get(row.id) === text) return;
    device.told.set(row.id, text);
    device.connection.notify(deviceSocket.requestStatus, params);
  }

  /** What the desk wrote, to the ticket's user. */
  said({ row }: BoardTicket, message: ChatMessage): void {
    for (const { peer, requestId } of this.#d.peers.usersOf(row)) {
      peer.connection.notify(deviceSocket.deviceChatSaid, { requestId, message });
    }
  }

  /** All that a page shows, to a page that has just come; the others know it. */
  welcome(peer: ConsolePeer): void {
    this.#told.delete(peer);
    this.#tell([peer]);
    this.changed();
  }

  dispose(): void {
    this.#timer?.dispose();
  }

  #announce(): void {
    const { board, peers, organisation } = this.#d;
    this.#tell(peers.consoles);
    const news = { organisation: organisation(), techniciansAvailable: peers.techniciansAvailable };
    const newsText = JSON.stringify(news);
    for (const device of peers.devices) {
      if (newsText !== this.#lastOrganisation) device.connection.notify(deviceSocket.organisationChanged, news);
      for (const ticket of board.ofDevice(device.id)) this.status(device, ticket);
    }
    for (const guest of peers.guests) {
      if (newsText !== this.#lastOrganisation) guest.connection.notify(deviceSocket.organisationChanged, news);
      const ticket = board.get(guest.ticketId);
      if (ticket) this.status(guest, ticket, guest.requestId);
    }
    this.#lastOrganisation = newsText;
  }

  /** Queue and colleagues, to each page as far as its person may see them. */
  #tell(pages: readonly ConsolePeer[]): void {
    const { board, peers } = this.#d;
    // The queue is of live help; everything else is found in the lists.
    const open = board.open.filter(({ ticket, state }) => state.state !== 'waiting' || isInTurn(ticket));
    const all = withTexts(this.#queue(open), peers.technicians.slice(0, MAX_TICKETS));
    for (const peer of pages) {
      // Most pages are told the same: it is put into words once, not once for each of them.
      const { queue, technicians, now } =
        scopeOf(peer.user, 'tickets.read') === 'all'
          ? all
          : withTexts(
              this.#queue(
                open.filter((ticket) => reaches(peer, 'tickets.read', ticket)),
                (line) => summarySeenBy(peer.user, line),
              ),
              all.technicians.filter(({ id }) => id === peer.user.id),
            );
      const told = this.#told.get(peer);
      if (now.queue !== told?.queue) peer.connection.notify(consoleSocket.queueChanged, queue);
      if (now.colleagues !== told?.colleagues) peer.connection.notify(consoleSocket.colleaguesChanged, { technicians });
      this.#told.set(peer, now);
    }
  }

  /** The oldest are kept where not all fit: they have waited longest. `openCount` tells how many there are. */
  #queue(
    open: readonly BoardTicket[],
    seen = (line: TicketSummary): TicketSummary => line,
  ): { tickets: TicketSummary[]; openCount: number } {
    const { peers, deviceName } = this.#d;
    const tickets: TicketSummary[] = [];
    let bytes = 0;
    for (const ticket of open.slice(0, MAX_TICKETS)) {
      const { deviceId } = ticket.row;
      const guest = peers.guestOf(ticket.row.id);
      const device = { name: deviceName(deviceId), online: peers.device(deviceId) !== undefined };
      const line = seen(summary(ticket, device, guest?.side));
      bytes += utf8Length(JSON.stringify(line)) + 1;
      if (bytes > MAX_QUEUE_BYTES) break;
      tickets.push(line);
    }
    return { tickets, openCount: open.length };
  }
}

function withTexts<Q, T>(queue: Q, technicians: T) {
  return { queue, technicians, now: { queue: JSON.stringify(queue), colleagues: JSON.stringify(technicians) } };
}
