import { AppError, type Disposable, toAppError } from '@alongside/base';
import { audienceOf, FILES, sightOf, type TicketActor } from '@alongside/desk';
import {
  type ATTACHMENT_END_REASONS,
  type AttachmentAudience,
  type AttachmentFacts,
  CRASH_REPORT,
  type CrashMark,
  MAX_ATTACHMENT_BYTES,
  MAX_USER_ATTACHMENT_BYTES,
  MAX_USER_TICKET_ATTACHMENTS,
} from '@alongside/protocol';
import type { ReceivedFile } from '../files/attachments.ts';
import type { AttachmentRow } from '../storage/attachment-tables.ts';
import { actorOf, type Helper, may } from './case-desk.ts';
import type { DeskParts } from './desk-parts.ts';
import { followedTicket } from './follow-desk.ts';
import { checkReach, reaches } from './reach.ts';
import { type BoardTicket, boardTicket } from './ticket-board.ts';
import { SYSTEM, type TicketJournal, userOf } from './ticket-journal.ts';

/** Somebody who may add files to a ticket. */
export interface Uploader {
  readonly ticketId: string;
  readonly actor: TicketActor;
  readonly maxBytes: number;
  /** What comes is a crash file, by its user's yes. */
  readonly crash?: CrashMark;
}

/** After a ticket is over its files stay for a year; names and hashes stay in its log. */
export const FILES_KEPT_MS = 365 * 24 * 60 * 60_000;
const SWEEP_MS = 6 * 60 * 60_000;

/** Files of tickets: who adds, reads and deletes them, and that the log has each of it. */
export class AttachmentDesk implements Disposable {
  readonly #parts: DeskParts;
  readonly #journal: TicketJournal;
  readonly #later: (action: () => Promise<unknown>) => void;
  #next: Disposable | undefined;

  constructor(parts: DeskParts, journal: TicketJournal, later: (action: () => Promise<unknown>) => void) {
    this.#parts = parts;
    this.#journal = journal;
    this.#later = later;
  }

  /** Deletes what a killed server left half done, then from time to time what is over. */
  async load(): Promise<void> {
    const { attachments, organisationId, logger } = this.#parts;
    const count = await attachments.sweep(organisationId);
    if (count > 0) logger.info('files that belong to nothing were removed', { count });
    await this.#retain();
  }

  async helper(who: Helper, ticketId: string): Promise<Uploader> {
    checkReach({ user: who }, 'tickets.write', await this.#journal.find(ticketId));
    return { ticketId, actor: actorOf(who), maxBytes: MAX_ATTACHMENT_BYTES };
  }

  /** By the link of the ticket. */
  async follower(token: string): Promise<Uploader> {
    return this.#user(boardTicket(await followedTicket(this.#parts, token)));
  }

  /** By the computer that asked; it has proven which it is. */
  async device(deviceId: string, requestId: string): Promise<Uploader> {
    return this.#user(await this.#ofDevice(deviceId, requestId));
  }

  async #ofDevice(deviceId: string, requestId: string): Promise<BoardTicket> {
    const { stores, organisationId } = this.#parts;
    const row = await stores.tickets.findByRequest(organisationId, deviceId, requestId);
    if (!row) throw new AppError('ticket.not-found', 'there is no such request of this computer');
    return this.#journal.find(row.id);
  }

  /** Keeps a file that came, and enters it. Throws as `attachmentAdd` says; the file is gone then. */
  async attach({ ticketId, actor, crash }: Uploader, received: ReceivedFile, to: AttachmentAudience): Promise<AttachmentFacts> {
    const { attachments, organisationId } = this.#parts;
    const place = { kind: 'ticket', id: ticketId } as const;
    const file = await attachments.keep(organisationId, received, {
      place,
      to,
      by: actor,
      ...(crash ? { expiresAt: crash.expiresAt } : {}),
    });
    try {
      await this.#journal.append(ticketId, actor, { type: 'attached', file, ...(crash ? { crash } : {}) });
    } catch (error) {
      await attachments.remove(organisationId, { id: file.attachmentId, sha256: file.sha256 });
      throw error;
    }
    return file;
  }

  /** A file that somebody at the desk may read; throws `attachment.not-found` for any other. */
  async readable(who: Helper, id: string): Promise<AttachmentRow> {
    const row = await this.#row(id);
    const ticket = await this.#journal.find(row.placeId);
    const isCrash = row.mediaType === CRASH_REPORT;
    const sight = sightOf(isCrash ? FILES.crash : FILES.plain, audienceOf(who));
    const isSeen = sight === 'whole' || row.byId === who.id;
    if (!reaches({ user: who }, 'tickets.read', ticket) || !isSeen) throw missing();
    return row;
  }

  /** A file that the ticket's user may read. What a program left when it crashed is not given out by a link. */
  async followed(token: string, id: string): Promise<AttachmentRow> {
    const { row: ticket } = await followedTicket(this.#parts, token);
    const row = await this.#ofUser(ticket.id, id);
    if (row.mediaType === CRASH_REPORT) throw missing();
    return row;
  }

  /** By whoever added it, or those who lead the desk. */
  async detach(who: Helper, id: string): Promise<void> {
    const row = await this.readable(who, id);
    checkReach({ user: who }, 'tickets.write', await this.#journal.find(row.placeId));
    if (row.byId !== who.id && !may(who, 'tickets.manage')) throw new AppError('auth.role', 'somebody else added this file');
    await this.#remove(row, actorOf(who), 'by-person');
  }

  /** The user takes back what they sent. */
  async takeBack(token: string, id: string): Promise<void> {
    await this.#takeBack((await followedTicket(this.#parts, token)).row.id, id);
  }

  /** The same, on the computer that asked. */
  async takeBackAt(deviceId: string, requestId: string, id: string): Promise<void> {
    await this.#takeBack((await this.#ofDevice(deviceId, requestId)).row.id, id);
  }

  async #takeBack(ticketId: string, id: string): Promise<void> {
    const row = await this.#ofUser(ticketId, id);
    if (row.byKind !== 'user') throw new AppError('auth.role', 'somebody else added this file');
    await this.#remove(row, { kind: 'user', id: null, name: row.byName }, 'by-person');
  }

  dispose(): void {
    this.#next?.dispose();
  }

  #user(ticket: BoardTicket): Uploader {
    const sent = ticket.ticket.files.filter(({ by }) => by.kind === 'user').length;
    if (sent >= MAX_USER_TICKET_ATTACHMENTS) throw new AppError('attachment.full', 'no more files can be added here');
    return { ticketId: ticket.row.id, actor: userOf(ticket), maxBytes: MAX_USER_ATTACHMENT_BYTES };
  }

  async #row(id: string): Promise<AttachmentRow> {
    const row = await this.#parts.attachments.find(this.#parts.organisationId, id);
    // What is over is gone from that moment, whenever it is swept.
    const isOver = row?.expiresAt != null && row.expiresAt <= this.#parts.clock.now();
    if (row?.placeKind !== 'ticket' || isOver) throw missing();
    return row;
  }

  async #ofUser(ticketId: string, id: string): Promise<AttachmentRow> {
    const row = await this.#row(id);
    if (row.placeId !== ticketId || row.audience !== 'user') throw missing();
    return row;
  }

  /** Entered first: a file whose deletion failed is deleted the next time, and never deleted without a word. */
  async #remove(row: AttachmentRow, actor: TicketActor, reason: (typeof ATTACHMENT_END_REASONS)[number]): Promise<void> {
    const { id: attachmentId, name: fileName, sha256, audience: to } = row;
    await this.#journal.append(row.placeId, actor, { type: 'detached', attachmentId, fileName, sha256, to, reason });
    await this.#parts.attachments.remove(this.#parts.organisationId, row);
  }

  async #retain(): Promise<void> {
    const { stores, organisationId, clock, attachments, logger } = this.#parts;
    this.#next?.dispose();
    this.#next = clock.after(SWEEP_MS, () => this.#later(() => this.#retain()));
    const over = await stores.attachments.ofClosedTickets(organisationId, clock.now() - FILES_KEPT_MS);
    // What cannot go now is looked at again; the others do not wait for it.
    const tried = (going: Promise<unknown>) =>
      going.catch((error: unknown) => logger.error('a file could not be deleted in its time', { error: toAppError(error).code }));
    for (const row of over) await tried(this.#remove(row, SYSTEM, 'retention'));
    for (const row of await stores.attachments.expired(organisationId, clock.now())) {
      await tried(row.placeKind === 'ticket' ? this.#remove(row, SYSTEM, 'retention') : attachments.remove(organisationId, row));
    }
  }
}

function missing(): AppError {
  return new AppError('attachment.not-found', 'there is no such file');
}
