import { type ChatMessage, session } from '@alongside/protocol';
import type { Connection } from '@alongside/rpc';
import { newestWithin } from '../connections/newest-within.ts';
import type { LedgerDesk } from './ledger-desk.ts';

/** Of `chat/before`. */
const EARLIER_BYTES = 96 * 1024;
const MAX_EARLIER = 200;

export interface EarlierChatParts {
  readonly messages: readonly ChatMessage[];
  readonly connection: Connection;
  /** Throws where nothing may be entered now. */
  readonly ledger: () => LedgerDesk;
}

/** What was written with another technician before, in the same request: the user's to pass on, once. */
export class EarlierChat {
  readonly #parts: EarlierChatParts;
  #passedOn = false;
  /** While it is being entered: two presses are one. */
  #passing: Promise<boolean> | undefined;

  constructor(parts: EarlierChatParts) {
    this.#parts = parts;
  }

  /** Messages of an earlier session that this technician does not have. */
  get notPassedOn(): readonly ChatMessage[] {
    return this.#passedOn ? [] : this.#parts.messages;
  }

  /** False where there is nothing to pass on. Throws what the record throws: nothing goes then. */
  passOn(): Promise<boolean> {
    this.#passing ??= this.#passOn().finally(() => {
      this.#passing = undefined;
    });
    return this.#passing;
  }

  async #passOn(): Promise<boolean> {
    const messages = newestWithin(EARLIER_BYTES, this.notPassedOn).slice(-MAX_EARLIER);
    if (messages.length === 0) return false;
    const { ledger } = this.#parts;
    await ledger().enterLeaving(ledger, 'chat/passed-on', { count: messages.length });
    this.#passedOn = true;
    this.#parts.connection.notify(session.chatBefore, { messages: [...messages] });
    return true;
  }
}
