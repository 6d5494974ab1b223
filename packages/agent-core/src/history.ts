import { AppError, type Crypto, type Logger, type SigningKey } from '@alongside/base';
import { allowedIn, eraseFromLines, exportLedger, type LedgerRecord, readLedger } from '@alongside/consent';
import type { KeptWithTicket, shellPage } from '@alongside/protocol';
import type { z } from 'zod';
import type { LedgerStore } from './ports/index.ts';

type PastSession = z.infer<typeof shellPage.pastSession>;

const LISTED = 200;
/** One page message carries at most this much of an export, in UTF-16 units. */
const PART = 64 * 1024;

/** The records of earlier sessions, read from this machine. */
export class History {
  readonly #ledgers: LedgerStore;
  readonly #crypto: Crypto;
  readonly #logger: Logger;
  readonly #ownKey: string;
  /** The export that is being fetched in parts. */
  #exporting: { readonly sessionId: string; readonly text: string } | undefined;

  constructor(parts: { ledgers: LedgerStore; crypto: Crypto; logger: Logger; identity: Pick<SigningKey, 'publicKey'> }) {
    this.#ledgers = parts.ledgers;
    this.#crypto = parts.crypto;
    this.#logger = parts.logger;
    this.#ownKey = parts.identity.publicKey;
  }

  /** Newest first. A record that cannot be read is left out here and said in the log; its file stays. */
  async list(records?: { of(sessionId: string): KeptWithTicket | null }): Promise<PastSession[]> {
    const found: PastSession[] = [];
    for (const sessionId of (await this.#ledgers.list()).slice(0, LISTED)) {
      try {
        const past = describe(await this.#read(sessionId));
        if (past) found.push(records ? { ...past, kept: records.of(sessionId) } : past);
      } catch (error) {
        this.#logger.warn('a kept record cannot be read', { sessionId, error: String(error) });
      }
    }
    return found;
  }

  /** The export's canonical text. Throws as `exportPart`. */
  async exportText(sessionId: string): Promise<string> {
    return exportLedger(await this.#read(sessionId));
  }

  /** A part of the export's canonical text. Throws `session.not-found`, `ledger.invalid`. */
  async exportPart(sessionId: string, offset: number): Promise<{ part: string; total: number; ownKey: string }> {
    if (offset === 0 || this.#exporting?.sessionId !== sessionId) {
      this.#exporting = { sessionId, text: await this.exportText(sessionId) };
    }
    const { text } = this.#exporting;
    return { part: text.slice(offset, offset + PART), total: text.length, ownKey: this.#ownKey };
  }

  /**
   * Erases what was said and typed from this machine's record; who, when and what was allowed stays, and stays proven.
   * Throws `session.not-found`, and `ledger.invalid` where the session is not over or the record does not hold.
   */
  async erase(sessionId: string): Promise<void> {
    await (await this.#ledgers.open(sessionId)).rewrite((lines) => {
      if (lines.length === 0) throw noRecord();
      return eraseFromLines(lines, 'all', this.#crypto);
    });
    this.#exporting = undefined;
  }

  async #read(sessionId: string): Promise<LedgerRecord> {
    const lines = await (await this.#ledgers.open(sessionId)).readAll();
    if (lines.length === 0) throw noRecord();
    return readLedger(lines, this.#crypto);
  }
}

function noRecord(): AppError {
  return new AppError('session.not-found', 'there is no record of this session');
}

function describe(record: LedgerRecord): PastSession | undefined {
  const start = record.links[0]?.entry;
  if (start?.type !== 'session/start') return undefined;
  const last = record.links.at(-1)?.entry;
  return {
    sessionId: record.session,
    number: Number(start.data.requestNumber),
    technician: String(start.data.technicianName),
    startedAt: Date.parse(start.at),
    endedAt: last?.type === 'session/end' ? Date.parse(last.at) : null,
    allowed: allowedIn(record.links.map(({ entry }) => entry)),
  };
}
