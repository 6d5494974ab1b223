import { AppError, randomId } from '@alongside/base';
import type { StandingOffer } from '@alongside/protocol';
import type { DeskParts } from './desk-parts.ts';
import type { ConsolePeer, DevicePeer } from './peers.ts';
import type { BoardTicket } from './ticket-board.ts';
import { type TicketJournal, technicianOf } from './ticket-journal.ts';
import type { TrustBook } from './trust-book.ts';

/**
 * Sessions that a technician begins by a standing permission of the user's: each has a ticket of its own, so that it stands
 * where all others stand. Whether the permission holds is the device's to say; this only spares asking in vain.
 */
export class StandingStarts {
  readonly #parts: DeskParts;
  readonly #journal: TicketJournal;

  constructor(parts: DeskParts, journal: TicketJournal) {
    this.#parts = parts;
    this.#journal = journal;
  }

  /** A claimed ticket for it. Throws `device.offline`, `standing.not-found`, `standing.not-covered`. */
  async open(peer: ConsolePeer, deviceId: string, standingId: string): Promise<BoardTicket> {
    const { stores, organisationId, random, clock, board, announcer, trust } = this.#parts;
    const device = this.#device(deviceId);
    const permission = device.standing.find((each) => each.standingId === standingId);
    if (!permission) throw new AppError('standing.not-found', 'this computer has no such permission now');
    if (!(await coversKey(permission, peer.publicKey, trust))) {
      throw new AppError('standing.not-covered', 'the permission is not for this browser’s key');
    }
    const request: Parameters<typeof stores.tickets.create>[1] = {
      id: randomId(random),
      requestId: randomId(random),
      deviceId,
      requester: device.name,
      text: '',
      proof: '',
      at: clock.now(),
      startedBy: 'standing',
      standingId,
    };
    const { row, created } = await stores.tickets.create(organisationId, request);
    if (!created) throw new AppError('internal', 'a fresh request id was taken');
    announcer.ticketEvent(board.opened(row, created), created);
    return this.#journal.append(row.id, technicianOf(peer), { type: 'claimed' });
  }

  #device(deviceId: string): DevicePeer {
    const device = this.#parts.peers.device(deviceId);
    if (!device || device.retired) throw new AppError('device.offline', 'this computer is not connected');
    return device;
  }
}

/** Whether a permission is for the holder of this key, as far as the server knows. */
export async function coversKey(
  { technicianKey, group }: StandingOffer,
  publicKey: string,
  trust: Pick<TrustBook, 'isInGroup'>,
): Promise<boolean> {
  return group ? trust.isInGroup(publicKey, group) : technicianKey === publicKey;
}

/** What an offer says of it to the device. */
export function standingOf({ row }: BoardTicket): { standingId: string; number: number } | undefined {
  return row.standingId === null ? undefined : { standingId: row.standingId, number: row.number };
}
