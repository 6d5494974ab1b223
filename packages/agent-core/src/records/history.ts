import { AppError, type Crypto, type Logger, type SigningKey } from '@alongside/base';
import { allowedIn, eraseFromLines, exportLedger, type LedgerRecord, readLedger } from '@alongside/consent';
import type { KeptWithTicket, shellPage } from '@alongside/protocol';
import type { z } from 'zod';
import type { LedgerFile, LedgerStore } from '../ports/index.ts';

type PastSession = z.infer<typeof shellPage.pastSession>;

const LISTED = 200;
/** One page message carries at most this much of an export, in UTF-16 units. */
const PART = 64 * 1024;

interface HistoryParts {
  readonly ledgers: LedgerStore;
  readonly crypto: Crypto;
  readonly logger: Logger;
  readonly identity: Pick<SigningKey, 'publicKey'>;
  /** Resolves at once but where an end is being entered. */
  readonly endEntered: (sessionId: string) => Promise<void>;
}

/** The records of earlier sessions, read from this machine. */
export class History {
  readonly #parts: HistoryParts;
  /** The export that is being fetched in parts. */
  #exporting: { readonly sessionId: string; readonly text: string } | undefined;

  constructor(parts: HistoryParts) {
    this.#parts = parts;
  }

  /** Newest first. A record that cannot be read is left out here and said in the log; its file stays. */
  async list(records?: { of(sessionId: string): KeptWithTicket | null }): Promise<PastSession[]> {
    const found: PastSession[] = [];
    for (const sessionId of (await this.#parts.ledgers.list()).slice(0, LISTED)) {
      try {
        const past = describe(await this.#read(sessionId));
        if (past) found.push(records ? { ...past, kept: records.of(sessionId) } : past);
      } catch (error) {
        this.#parts.logger.warn('a kept record cannot be read', { sessionId, error: String(error) });
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
    return { part: text.slice(offset, offset + PART), total: text.length, ownKey: this.#parts.identity.publicKey };
  }

  /**
   * Erases what was said and typed from this machine's record; who, when and what was allowed stays, and stays proven.
   * Throws `session.not-found`, and `ledger.invalid` where the session is not over or the record does not hold.
   */
  async erase(sessionId: string): Promise<void> {
    await (await this.#open(sessionId)).rewrite((lines) => {
      if (lines.length === 0) throw noRecord();
      return eraseFromLines(lines, 'all', this.#parts.crypto);
    });
    this.#exporting = undefined;
  }

  async #read(sessionId: string): Promise<LedgerRecord> {
    const lines = await (await this.#open(sessionId)).readAll();
    if (lines.length === 0) throw noRecord();
    return readLedger(lines, this.#parts.crypto);
  }

  /** Whoever is quicker than the end of a session waits for it: its record would look as if it had been cut off. */
  async #open(sessionId: string): Promise<LedgerFile> {
    await this.#parts.endEntered(sessionId);
    return this.#parts.ledgers.open(sessionId);
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
