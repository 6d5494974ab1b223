import type { AppError, Logger } from '@alongside/base';
import type { SessionEndReason } from '@alongside/consent';
import { type ChatMessage, session } from '@alongside/protocol';
import type { Connection } from '@alongside/rpc';
import type { Chat } from './chat.ts';
import type { LedgerDesk } from './ledger-desk.ts';

export interface CompanyDeskParts {
  readonly connection: Connection;
  readonly chat: Chat;
  /** Throws where nothing may be entered now. */
  readonly ledger: () => LedgerDesk;
  /** After an end, while there is a record. */
  readonly enterLate: LedgerDesk['enterLate'];
  readonly logger: Logger;
}

/** One of the others: the session that is theirs, and who they are. */
export interface Other {
  readonly sessionId: string;
  readonly technicianKey: string;
  readonly name: string;
}

/** The others of three: this technician is told of them, and has what they write by way of the user's side. */
export class CompanyDesk {
  readonly #parts: CompanyDeskParts;
  /** Counts what was told: an answer to something older is none. */
  #told = 0;
  #isKnown = false;

  constructor(parts: CompanyDeskParts) {
    this.#parts = parts;
  }

  /** This technician's page has said that it knows who is here. */
  get isKnown(): boolean {
    return this.#isKnown;
  }

  /** Entered before whoever comes has anything of it. Throws what the record throws. */
  async watchBegan({ sessionId, technicianKey, name }: Other): Promise<void> {
    await this.#parts.ledger().enter('watch/began', { sessionId, technicianKey }, { name });
    this.tell([{ name, part: 'watches' }]);
  }

  /** Entered where the record is still open. */
  watchEnded({ sessionId, name }: Other, reason: SessionEndReason): void {
    this.#parts.enterLate('watch/ended', { sessionId, reason }, { name });
    this.tell([]);
  }

  /** The link carries it over a loss, however long; until the answer nothing of this technician's is passed on. */
  tell(others: session.Company): void {
    this.#told += 1;
    const told = this.#told;
    this.#isKnown = false;
    this.#parts.connection
      .call(session.companyTold, { others }, { timeoutMs: Number.POSITIVE_INFINITY })
      .then(() => {
        if (told === this.#told) this.#isKnown = true;
      })
      .catch((error: AppError) => this.#parts.logger.warn('who else is here was not taken', { code: error.code }));
  }

  /** Entered first; then it is sent. Throws what the record throws: nothing went then. */
  async relay({ id, from, name, text, at }: ChatMessage, sessionId: string): Promise<void> {
    const { ledger } = this.#parts;
    await ledger().enterLeaving(ledger, 'chat/relayed', { messageId: id, sessionId, from, saidAt: at }, { text, name });
    this.#parts.connection.notify(session.chatRelayed, { id, from, name, text, at });
    this.#parts.chat.take({ id, from, name, text, at });
  }
}
