import { AppError, type Disposable, randomId } from '@alongside/base';
import { canonical } from '@alongside/consent';
import { CODE_LIVES_MS, deviceSocket } from '@alongside/protocol';
import type { z } from 'zod';
import type { DeskParts } from './desk-parts.ts';
import type { ConsolePeer, DevicePeer } from './peers.ts';
import { SupportCodes } from './support-codes.ts';
import type { BoardTicket } from './ticket-board.ts';
import { type TicketJournal, technicianOf } from './ticket-journal.ts';

export type NewCode = z.infer<typeof deviceSocket.codeCreate.params>;

/** Codes that users read out: what devices make, and what technicians enter. Its caller runs one action after the other. */
export class CodeDesk implements Disposable {
  readonly #parts: DeskParts;
  readonly #journal: TicketJournal;
  readonly #codes: SupportCodes;

  constructor(parts: DeskParts, journal: TicketJournal) {
    this.#parts = parts;
    this.#journal = journal;
    const { clock, crypto, logger } = parts;
    this.#codes = new SupportCodes({
      clock,
      crypto,
      isHere: (device) => parts.peers.device(device.id) === device && !device.retired,
      onBurnt: (device, requestId) => {
        logger.warn('a support code was tried wrongly too often and is void', { deviceId: device.id });
        device.connection.notify(deviceSocket.codeBurnt, { requestId });
      },
    });
  }

  /**
   * Whether it was entered before, which its device did not hear then. Throws `auth.key-mismatch` where the proof is not the
   * device's over exactly this code, `code.taken`, and `request.invalid` where the request that it became is over.
   */
  async create(device: DevicePeer, params: NewCode): Promise<'kept' | 'entered'> {
    const { crypto, stores, organisationId, board } = this.#parts;
    const { requestId, codeHash, at, until, proof } = params;
    const signed = canonical({ requestId, deviceId: device.id, codeHash, at, until });
    if ((await crypto.verifyJws(device.publicKey, proof)) !== signed) {
      throw new AppError('auth.key-mismatch', 'the proof is not this computer’s over this code');
    }
    if (until <= at || until - at > CODE_LIVES_MS) throw new AppError('request.invalid', 'until: a code lives ten minutes');
    const used = await stores.tickets.findByRequest(organisationId, device.id, requestId);
    if (used && !board.get(used.id)) throw new AppError('request.invalid', 'this code was used already');
    if (used) {
      device.connection.notify(deviceSocket.codeRedeemed, { requestId, number: used.number });
      return 'entered';
    }
    this.#codes.keep(device, params);
    return 'kept';
  }

  cancel(device: DevicePeer, requestId: string): void {
    this.#codes.cancel(device, requestId);
  }

  /** The request that a code stands for, made and claimed. Throws what `SupportCodes.take` throws. */
  async redeem(peer: ConsolePeer, digits: string): Promise<BoardTicket> {
    const { stores, organisationId, random, clock, board, announcer } = this.#parts;
    const { device, requestId, name, proof } = this.#codes.take(digits, peer.user.id, peer.address);
    const request = { id: randomId(random), requestId, deviceId: device.id, requester: name, text: '', proof, at: clock.now() };
    const { row, created } = await stores.tickets.create(organisationId, { ...request, startedBy: 'code' });
    if (!created) throw new AppError('code.refused', 'this code was used already');
    const opened = board.opened(row, created);
    announcer.ticketEvent(opened, created);
    device.connection.notify(deviceSocket.codeRedeemed, { requestId, number: row.number });
    return this.#journal.append(row.id, technicianOf(peer), { type: 'claimed' });
  }

  dispose(): void {
    this.#codes.dispose();
  }
}
