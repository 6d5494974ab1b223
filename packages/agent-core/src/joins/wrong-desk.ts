import { AppError, type Clock, type Crypto, Emitter, type Event, type SigningKey } from '@alongside/base';
import { canonical } from '@alongside/consent';
import {
  type ChatMessage,
  deviceSocket,
  type GuardQuestion,
  type GuardReason,
  type TechnicianView,
  type WrongReport,
} from '@alongside/protocol';
import { newestWithin } from '../connections/newest-within.ts';
import type { ServerLink } from '../ports/index.ts';

/** Somebody who did not get in, because the user said what scams look like. */
export interface Warned {
  readonly sessionId: string;
  readonly number: number;
  readonly technician: TechnicianView;
  readonly because: GuardQuestion | null;
  readonly chat: readonly ChatMessage[];
}

/** What a report can be about. */
interface Subject {
  readonly sessionId: string;
  readonly because: GuardQuestion | null;
  readonly guard: readonly GuardReason[];
  readonly chat: readonly ChatMessage[];
}

export interface WrongDeskParts {
  readonly server: ServerLink;
  readonly identity: SigningKey;
  readonly crypto: Crypto;
  readonly clock: Clock;
  /** The session that has ended and is shown. */
  readonly ended: () => Omit<Subject, 'because'> | undefined;
}

/** Of the report's message (32 KiB). The newest say most. */
const MESSAGES_BYTES = 20 * 1024;
const MAX_MESSAGES = 200;

/** "Something is wrong": what was pressed, and what the user chooses to tell the organisation. Nothing is sent by itself. */
export class WrongDesk {
  readonly #parts: WrongDeskParts;
  readonly #changed = new Emitter<void>();
  readonly #pressed = new Set<string>();
  readonly #reported = new Set<string>();
  #warned: Warned | undefined;
  /** The session that had ended and was shown when the user was warned; one that ends later comes before the warning. */
  #endedBefore: string | undefined;

  readonly onChange: Event<void> = this.#changed.event;

  constructor(parts: WrongDeskParts) {
    this.#parts = parts;
  }

  /** Undefined while a session that ended later is shown. */
  get warned(): Warned | undefined {
    const ended = this.#parts.ended()?.sessionId;
    return ended === undefined || ended === this.#endedBefore ? this.#warned : undefined;
  }

  /** Whether the user ended this session for that, and whether the organisation was told. */
  of(sessionId: string): { readonly wrong: boolean; readonly reported: boolean } {
    return { wrong: this.#pressed.has(sessionId), reported: this.#reported.has(sessionId) };
  }

  warn(warned: Warned): void {
    this.#warned = warned;
    this.#endedBefore = this.#parts.ended()?.sessionId;
    this.#changed.fire();
  }

  pressed(sessionId: string): void {
    this.#pressed.add(sessionId);
    this.#changed.fire();
  }

  dismiss(): void {
    if (!this.warned) return;
    this.#warned = undefined;
    this.#changed.fire();
  }

  /** Throws `session.not-found` where there is nothing to report, `rpc.closed` while the server is away. */
  async report(text: string, withMessages: boolean): Promise<void> {
    const { server, identity, crypto, clock } = this.#parts;
    const subject = this.#subject();
    if (!subject) throw new AppError('session.not-found', 'there is nothing to report');
    if (!server.connection) throw new AppError('rpc.closed', 'the server cannot be reached at the moment');
    const { sessionId, because, guard, chat } = subject;
    const messages = withMessages ? newestWithin(MESSAGES_BYTES, chat).slice(-MAX_MESSAGES) : [];
    const report: WrongReport = { because, guard: [...guard], text, messages };
    const at = clock.now();
    const reportHash = crypto.sha256(canonical(report));
    const proof = await identity.signJws(canonical({ sessionId, deviceId: server.deviceId, reportHash, at }));
    await server.connection.call(deviceSocket.reportSend, { sessionId, report, at, proof });
    this.#reported.add(sessionId);
    this.#changed.fire();
  }

  #subject(): Subject | undefined {
    const { warned } = this;
    if (warned) return { ...warned, guard: [] };
    const ended = this.#parts.ended();
    return ended && { ...ended, because: null };
  }
}
