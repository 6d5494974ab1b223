import { AppError, randomId } from '@alongside/base';
import { verifiedPayload } from '@alongside/identity';
import {
  type AttachmentFacts,
  CRASH_FILE_KEPT_MS,
  type CrashReceipt,
  crashReceipt,
  MAX_CRASH_FILE_BYTES,
} from '@alongside/protocol';
import type { ReceivedFile } from '../files/attachments.ts';
import type { AttachmentDesk, Uploader } from './attachment-desk.ts';
import { actorOf, type Helper } from './case-desk.ts';
import type { DeskParts } from './desk-parts.ts';
import { checkReach } from './reach.ts';
import type { TicketJournal } from './ticket-journal.ts';

/** Whoever signs takes the time from an answer of the server; more than this is another yes, used again. */
const FRESH_MS = 2 * 60_000;

/** A crash file that may come now. */
export interface CrashUpload {
  readonly uploader: Uploader;
  readonly receipt: CrashReceipt;
}

/** Crash files of users' programs: asked for here, chosen there. Its caller keeps the order. */
export class CrashDesk {
  readonly #parts: DeskParts;
  readonly #journal: TicketJournal;
  readonly #files: AttachmentDesk;

  constructor(parts: DeskParts, journal: TicketJournal, files: AttachmentDesk) {
    this.#parts = parts;
    this.#journal = journal;
    this.#files = files;
  }

  /** Another question takes the place of the one before. Throws `ticket.not-found`, `device.unknown`. */
  async ask(who: Helper, ticketId: string, program: string): Promise<string> {
    const ticket = await this.#journal.find(ticketId);
    checkReach({ user: who }, 'tickets.write', ticket);
    if (ticket.row.deviceId === null) throw new AppError('device.unknown', 'this request came without a computer');
    const askId = randomId(this.#parts.random);
    await this.#journal.append(ticketId, actorOf(who), { type: 'crash-asked', askId, program });
    return askId;
  }

  /** Throws `device.not-enrolled`, `auth.key-mismatch`, `ticket.not-found`, `attachment.full`. */
  async mayCome(deviceId: string, jws: string): Promise<CrashUpload> {
    const receipt = await this.#signed(deviceId, jws);
    const uploader = await this.#files.device(deviceId, receipt.requestId);
    const { askId, program, level, at } = receipt;
    const crash = { askId, program, level, expiresAt: at + CRASH_FILE_KEPT_MS };
    return { receipt, uploader: { ...uploader, maxBytes: MAX_CRASH_FILE_BYTES, crash } };
  }

  /** For its user to see and the desk to read. Throws `crash-file.not-asked` where the question is over; the file is gone then. */
  attach({ uploader }: CrashUpload, received: ReceivedFile): Promise<AttachmentFacts> {
    return this.#files.attach(uploader, received, 'user');
  }

  async #signed(deviceId: string, jws: string): Promise<CrashReceipt> {
    const { stores, organisationId, crypto, clock } = this.#parts;
    const device = await stores.devices.find(organisationId, deviceId);
    if (!device || device.retiredAt !== null) throw new AppError('device.not-enrolled', 'this computer is not enrolled here');
    const receipt = await verifiedPayload(jws, device.publicKey, crashReceipt, crypto);
    if (receipt?.deviceId !== deviceId || Math.abs(clock.now() - receipt.at) > FRESH_MS) {
      throw new AppError('auth.key-mismatch', 'the yes is not signed by the key of this device, or too old');
    }
    return receipt;
  }
}
