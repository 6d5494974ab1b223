import { text as textOf } from 'node:stream/consumers';
import { AppError } from '@alongside/base';
import { commandEntries, compareKept, eraseFromExport, recordOutlineOf, verifyLedger } from '@alongside/consent';
import { audienceOf, ENTRIES, RECORDS, sightOf, type TicketEventBody } from '@alongside/desk';
import type { RecordOutline } from '@alongside/protocol';
import type { ReceivedFile } from '../files/attachments.ts';
import type { AttachmentRow } from '../storage/attachment-tables.ts';
import type { SessionRow } from '../storage/tables.ts';
import type { Helper } from './case-desk.ts';
import type { DeskParts } from './desk-parts.ts';
import { checkReach } from './reach.ts';
import { type TicketJournal, userOf } from './ticket-journal.ts';

/** A record that holds, and is what it says: of this session, by its two keys, and no other than what was kept of it. */
export interface CheckedRecord {
  readonly session: SessionRow;
  readonly outline: RecordOutline;
}

/**
 * Records of sessions that their users kept with their tickets. The server carries none of what a session says; this is a copy
 * that the user's computer made of its own record afterwards, and sent by a yes.
 */
export class RecordDesk {
  readonly #parts: DeskParts;
  readonly #journal: TicketJournal;

  constructor(parts: DeskParts, journal: TicketJournal) {
    this.#parts = parts;
    this.#journal = journal;
  }

  /** Throws `session.not-found` unless it was this computer's, `policy.forbidden` where the organisation keeps none. */
  async admit(deviceId: string, sessionId: string): Promise<SessionRow> {
    const { stores, organisationId } = this.#parts;
    const session = await this.#ofDevice(deviceId, sessionId);
    const { records } = await stores.organisations.read(organisationId);
    if (records === 'never') throw new AppError('policy.forbidden', 'this organisation keeps no records of sessions');
    return session;
  }

  /** Throws `ledger.invalid`. Takes no turn of the desk's: the signatures of a long record take their time. */
  async check(session: SessionRow, text: string): Promise<CheckedRecord> {
    const { stores, organisationId, crypto } = this.#parts;
    const refused = (why: string) => new AppError('ledger.invalid', why);
    const checked = await verifyLedger(text, crypto);
    const outline = checked.verdict === 'good' ? recordOutlineOf(checked.session, checked.events) : undefined;
    if (checked.verdict !== 'good' || !outline) throw refused('the record does not hold, or has no end');
    const device = await stores.devices.find(organisationId, session.deviceId);
    const { agentKey, technicianKey } = checked.proof;
    const isIts = checked.session === session.id && agentKey === device?.publicKey;
    if (!isIts || technicianKey !== session.technicianPublicKey) throw refused('the record is of another session');
    const rows = await stores.heads.of(organisationId, session.id);
    const heads = rows.map(({ agentJws, technicianJws, ...head }) => ({ ...head, agent: agentJws, technician: technicianJws }));
    const { outcome } = await compareKept(text, heads, crypto);
    if (outcome !== 'same' && outcome !== 'none') throw refused('another record of this session was signed by both sides');
    return { session, outline };
  }

  /** Enters it; the one of before goes. Throws as an attachment does; the file is gone then. */
  async keep({ session, outline }: CheckedRecord, received: ReceivedFile): Promise<void> {
    const { attachments, organisationId } = this.#parts;
    const ticket = await this.#journal.find(session.ticketId);
    const before = await this.#kept(session.ticketId, session.id);
    if (before?.sha256 === received.sha256) return attachments.drop(received);
    const actor = userOf(ticket);
    const place = { kind: 'record', id: session.ticketId } as const;
    const file = await attachments.keep(organisationId, received, { place, to: 'desk', by: actor });
    try {
      await this.#journal.append(session.ticketId, actor, { type: 'record-kept', file, outline });
    } catch (error) {
      await attachments.remove(organisationId, { id: file.attachmentId, sha256: file.sha256 });
      throw error;
    }
    if (before) await this.#remove(before);
  }

  /** The user takes it back. Throws `session.not-found` where none is kept. */
  async takeBack(deviceId: string, sessionId: string): Promise<void> {
    const session = await this.#ofDevice(deviceId, sessionId);
    const kept = await this.#kept(session.ticketId, session.id);
    if (!kept) throw missing();
    await this.#remove(kept);
  }

  /** As somebody may have it; `withheld` says of how many entries the words are left out. Throws `session.not-found`. */
  async read(who: Helper, ticketId: string, sessionId: string): Promise<{ text: string; withheld: number }> {
    const { attachments, organisationId, stores, crypto } = this.#parts;
    checkReach({ user: who }, 'tickets.read', await this.#journal.find(ticketId));
    const audience = audienceOf(who);
    const kept = sightOf(ENTRIES['record-kept'], audience) === 'whole' ? await this.#kept(ticketId, sessionId) : undefined;
    if (!kept) throw missing();
    const text = await textOf(await attachments.read(organisationId, kept));
    const session = await stores.sessions.find(organisationId, sessionId);
    // Whoever was at its other end has all of it anyway.
    if (session?.technicianId === who.id || sightOf(RECORDS.commands, audience) === 'whole') return { text, withheld: 0 };
    const { events } = await verifyLedger(text, crypto);
    const erased = await eraseFromExport(text, commandEntries(events), crypto);
    if (erased.outcome === 'broken') throw new AppError('storage.broken', 'this record is damaged on the server');
    return { text: erased.text, withheld: erased.entries.length };
  }

  async #ofDevice(deviceId: string, sessionId: string): Promise<SessionRow> {
    const { stores, organisationId } = this.#parts;
    const session = await stores.sessions.find(organisationId, sessionId);
    if (session?.deviceId !== deviceId || session.joinedAt === null) throw missing();
    return session;
  }

  /** The newest of a session, where it is still there. */
  async #kept(ticketId: string, sessionId: string): Promise<AttachmentRow | undefined> {
    const { stores, organisationId, attachments } = this.#parts;
    const record = await stores.tickets.find(organisationId, ticketId);
    const ids = (record?.events ?? []).flatMap(({ body }) => keptOf(body, sessionId));
    const rows = await attachments.ofPlace(organisationId, { kind: 'record', id: ticketId });
    return rows.findLast(({ id }) => ids.includes(id));
  }

  /** Entered first, as of every file. */
  async #remove(row: AttachmentRow): Promise<void> {
    const { attachments, organisationId } = this.#parts;
    const ticket = await this.#journal.find(row.placeId);
    const { id: attachmentId, name: fileName, sha256, audience: to } = row;
    const body = { type: 'detached', attachmentId, fileName, sha256, to, reason: 'by-person' } as const;
    await this.#journal.append(row.placeId, userOf(ticket), body);
    await attachments.remove(organisationId, row);
  }
}

function keptOf(body: TicketEventBody, sessionId: string): string[] {
  return body.type === 'record-kept' && body.outline.sessionId === sessionId ? [body.file.attachmentId] : [];
}

function missing(): AppError {
  return new AppError('session.not-found', 'there is no such record');
}
