import { AppError, type Clock, Emitter, type Event, type Logger, type RandomSource, randomId } from '@alongside/base';
import { type ChatMessage, session } from '@alongside/protocol';
import type { Connection } from '@alongside/rpc';
import type { LedgerDesk } from './ledger-desk.ts';

const KEPT = 500;
/** Nobody writes faster; a record full of noise would keep true entries out. */
const WINDOW_MS = 60_000;
const IN_WINDOW = 60;

export interface ChatParts {
  readonly connection: Connection;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
  readonly userName: string;
  readonly technicianName: string;
  /** The record, or a throw where nothing may be said now. */
  readonly ledger: () => LedgerDesk;
  /** What was said before the join. */
  readonly before: readonly ChatMessage[];
  /** Whether the technician’s page has said that it knows who else reads. */
  readonly companyKnown: () => boolean;
}

export interface Said {
  readonly message: ChatMessage;
  /** Who wrote it knew who else reads, when it came. */
  readonly known: boolean;
}

/** Messages of both sides inside the link; each is entered before it is shown. */
export class Chat {
  readonly #parts: ChatParts;
  readonly #changed = new Emitter<void>();
  readonly #said = new Emitter<Said>();
  /** Messages of the technician's that are entered or being entered; the ledger's own bound is theirs too. */
  readonly #heard = new Set<string>();
  #heardAt: number[] = [];
  #messages: readonly ChatMessage[];

  readonly onChange: Event<void> = this.#changed.event;
  /** Either side wrote, in this session itself. */
  readonly onSaid: Event<Said> = this.#said.event;

  constructor(parts: ChatParts) {
    this.#parts = parts;
    this.#messages = parts.before;
  }

  /** The newest, at most 500. */
  get messages(): readonly ChatMessage[] {
    return this.#messages;
  }

  /** The user writes. Throws what the record throws; then nothing was sent. */
  async say(text: string): Promise<void> {
    const { clock, random, userName, connection, logger } = this.#parts;
    const message: ChatMessage = { id: randomId(random), from: 'user', name: userName, text, at: clock.now() };
    await this.#parts.ledger().enter('chat/said', { messageId: message.id, from: 'user', saidAt: message.at }, { text });
    this.#keep(message);
    // The link carries it over a loss, however long; the user sees it as said.
    connection
      .call(session.chatSay, { messageId: message.id, text, at: message.at }, { timeoutMs: Number.POSITIVE_INFINITY })
      .catch((error: unknown) => logger.warn('a message was not taken', { error: String(error) }));
    this.#said.fire({ message, known: true });
  }

  /** The technician wrote; the same message again is nothing new. */
  async handleSaid({ messageId, text, at }: { messageId: string; text: string; at: number }): Promise<null> {
    const known = this.#parts.companyKnown();
    const ledger = this.#parts.ledger();
    if (this.#heard.has(messageId) || this.#messages.some(({ id }) => id === messageId)) return null;
    if (!this.#mayWrite()) throw new AppError('request.rate-limited', 'too many messages at a time; wait a moment');
    // Before the wait: the same message may come again meanwhile.
    this.#heard.add(messageId);
    try {
      await ledger.enter('chat/said', { messageId, from: 'technician', saidAt: at }, { text });
    } catch (error) {
      this.#heard.delete(messageId);
      throw error;
    }
    const message: ChatMessage = { id: messageId, from: 'technician', name: this.#parts.technicianName, text, at };
    this.#keep(message);
    this.#said.fire({ message, known });
    return null;
  }

  /** What somebody else wrote in another session, entered here by whoever passes it on. */
  take(message: ChatMessage): void {
    this.#keep(message);
  }

  #mayWrite(): boolean {
    const now = this.#parts.clock.monotonic();
    this.#heardAt = this.#heardAt.filter((at) => now - at < WINDOW_MS);
    if (this.#heardAt.length >= IN_WINDOW) return false;
    this.#heardAt.push(now);
    return true;
  }

  #keep(message: ChatMessage): void {
    this.#messages = [...this.#messages, message].slice(-KEPT);
    this.#changed.fire();
  }
}
