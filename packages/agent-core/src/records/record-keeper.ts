import { AppError, type Clock, type Crypto, Emitter, type Event, toAppError } from '@alongside/base';
import { eraseFromExport, recordOutlineOf, verifyLedger } from '@alongside/consent';
import { type KeptWithTicket, MAX_KEPT_RECORD_BYTES, type RecordOutline } from '@alongside/protocol';
import { utf8Length } from '@alongside/rpc';
import { ServerTime } from '../connections/server-time.ts';
import type { Document, Documents } from '../documents/documents.ts';
import type { AttachmentPort, ServerLink } from '../ports/index.ts';
import type { History } from './history.ts';

export interface RecordKeeperParts {
  readonly documents: Documents;
  readonly history: History;
  readonly attachments: AttachmentPort;
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly server: ServerLink;
}

interface Prepared {
  readonly sessionId: string;
  readonly words: boolean;
  readonly sha256: string;
  readonly body: string;
}

/** One page message carries at most this much of it, in UTF-16 units. */
const PART = 64 * 1024;
const REMEMBERED = 400;
/** The server may have it all the same: the answer got lost. */
const UNHEARD: readonly string[] = ['device.offline', 'rpc.closed', 'request.timeout'];

/**
 * The only way by which a session's record leaves the machine for its ticket: made into bytes first, shown, and then sent as
 * these bytes. Nothing is sent by itself.
 */
export class RecordKeeper {
  readonly #parts: RecordKeeperParts;
  readonly #changed = new Emitter<void>();
  #kept: Document<'kept-records'> = [];
  #prepared: Prepared | undefined;
  readonly #serverTime: ServerTime;

  readonly onChange: Event<void> = this.#changed.event;

  constructor(parts: RecordKeeperParts) {
    this.#parts = parts;
    this.#serverTime = new ServerTime(parts);
  }

  async load(): Promise<void> {
    this.#kept = (await this.#parts.documents.read('kept-records')) ?? [];
  }

  /** Null where it is here alone. */
  of(sessionId: string): KeptWithTicket | null {
    const found = this.#kept.find((kept) => kept.sessionId === sessionId);
    return found ? { at: found.at, words: found.words, sha256: found.sha256 } : null;
  }

  /** Throws `session.not-found`, `ledger.invalid`, `request.too-large`. */
  async prepare(sessionId: string, words: boolean): Promise<{ sha256: string; bytes: number; outline: RecordOutline }> {
    const { history, crypto } = this.#parts;
    const whole = await history.exportText(sessionId);
    const body = words ? whole : await this.#withoutWords(whole);
    const checked = await verifyLedger(body, crypto);
    const outline = checked.verdict === 'good' ? recordOutlineOf(sessionId, checked.events) : undefined;
    if (!outline) throw new AppError('ledger.invalid', 'the record does not hold, or its session is not over');
    const bytes = utf8Length(body);
    if (bytes > MAX_KEPT_RECORD_BYTES) throw new AppError('request.too-large', 'the record is too large for a ticket');
    const sha256 = crypto.sha256(body);
    this.#prepared = { sessionId, words, sha256, body };
    return { sha256, bytes, outline };
  }

  /** A part of the bytes with this hash. Throws `report.not-prepared`. */
  part(sha256: string, offset: number): { part: string; total: number } {
    const { body } = this.#of(sha256);
    return { part: body.slice(offset, offset + PART), total: body.length };
  }

  /**
   * Throws `report.not-prepared` and what the server says. That it was sent is written down before: nothing may have left
   * without a trace here. Where the answer got lost it stays, since it may be there.
   */
  async keep(hash: string): Promise<void> {
    const { attachments, clock } = this.#parts;
    const { sessionId, words, sha256, body } = this.#of(hash);
    const before = this.of(sessionId);
    await this.#remember(sessionId, { at: Math.round(clock.now()), words, sha256 });
    try {
      await attachments.keepRecord({ sessionId, text: body, at: this.#serverTime.now() });
    } catch (thrown) {
      if (!UNHEARD.includes(toAppError(thrown).code)) await this.#remember(sessionId, before);
      throw thrown;
    }
    this.#prepared = undefined;
  }

  /** Its words are erased on this machine: what was made of them before is nothing that would be sent. */
  forget(sessionId: string): void {
    if (this.#prepared?.sessionId === sessionId) this.#prepared = undefined;
  }

  /** Has it deleted at the organisation. Throws `session.not-found` where it was not kept, and what the server says. */
  async takeBack(sessionId: string): Promise<void> {
    const { attachments } = this.#parts;
    if (!this.of(sessionId)) throw new AppError('session.not-found', 'this record was not kept with a ticket');
    try {
      await attachments.takeRecordBack({ sessionId, at: this.#serverTime.now() });
    } catch (thrown) {
      // Gone already is what was asked for.
      if (toAppError(thrown).code !== 'session.not-found') throw thrown;
    }
    await this.#remember(sessionId, null);
  }

  async #withoutWords(whole: string): Promise<string> {
    const erased = await eraseFromExport(whole, 'all', this.#parts.crypto);
    if (erased.outcome === 'broken') throw new AppError('ledger.invalid', 'the record does not hold');
    return erased.text;
  }

  async #remember(sessionId: string, kept: KeptWithTicket | null): Promise<void> {
    const others = this.#kept.filter((each) => each.sessionId !== sessionId);
    const next = kept ? [{ sessionId, ...kept }, ...others].slice(0, REMEMBERED) : others;
    await this.#parts.documents.write('kept-records', next);
    this.#kept = next;
    this.#changed.fire();
  }

  #of(sha256: string): Prepared {
    if (this.#prepared?.sha256 === sha256) return this.#prepared;
    throw new AppError('report.not-prepared', 'what was shown is no longer what would be sent');
  }
}
