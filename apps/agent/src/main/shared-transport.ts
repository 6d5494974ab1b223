import { AppError, Emitter } from '@alongside/base';
import { shellPage } from '@alongside/protocol';
import { readEnvelope, type Transport } from '@alongside/rpc';

/** One window that takes part. */
export interface Member {
  /** A frame of the window's. */
  receive(frame: string): void;
  /** The window is gone: what it asked is cancelled. */
  leave(): void;
}

interface Asked {
  readonly member: symbol;
  readonly id: number;
}

/** What the core tells once a page is there, and then with each change; a window that comes later must not miss it. */
const STATES: ReadonlySet<string> = new Set(
  [shellPage.viewChanged, shellPage.healthChanged, shellPage.fixChanged, shellPage.scansChanged].map(({ method }) => method),
);

/** More questions at a time are somebody trying; the core itself works on 64. */
const MAX_ASKED = 64;

/**
 * Several windows on the core's one connection to the shell page. What the core tells goes to all of them; an answer to
 * the one that asked. A window may send only the methods that are its own: anything else is refused here, before the core.
 */
export class SharedTransport implements Transport {
  readonly #members = new Map<symbol, (frame: string) => void>();
  readonly #asked = new Map<number, Asked>();
  readonly #frames = new Emitter<string>();
  readonly #closed = new Emitter<string>();
  #nextId = 1;
  /** Of each message that says how things stand, the newest. */
  readonly #newest = new Map<string, string>();
  #open = true;

  readonly onFrame = this.#frames.event;
  readonly onClose = this.#closed.event;
  readonly bufferedBytes = 0;

  get empty(): boolean {
    return this.#members.size === 0;
  }

  /** A window comes in; it is told at once how things stand. */
  join(send: (frame: string) => void, methods: ReadonlySet<string>): Member {
    const member = Symbol('window');
    this.#members.set(member, send);
    for (const frame of this.#newest.values()) send(frame);
    return {
      receive: (frame) => {
        if (this.#open && this.#members.has(member)) this.#receive(member, frame, methods, send);
      },
      leave: () => this.#leave(member),
    };
  }

  send(frame: string): void {
    if (!this.#open) return;
    const envelope = readEnvelope(frame);
    // The core asks its page nothing, so that each message is for all.
    if (envelope === undefined || 'm' in envelope) {
      if (envelope && STATES.has(envelope.m)) this.#newest.set(envelope.m, frame);
      for (const send of this.#members.values()) send(frame);
      return;
    }
    if ('c' in envelope) return;
    const asked = this.#asked.get(envelope.i);
    this.#asked.delete(envelope.i);
    if (asked) this.#members.get(asked.member)?.(JSON.stringify({ ...envelope, i: asked.id }));
  }

  close(reason: string): void {
    if (!this.#open) return;
    this.#open = false;
    this.#members.clear();
    this.#asked.clear();
    this.#closed.fire(reason);
  }

  #receive(member: symbol, frame: string, methods: ReadonlySet<string>, send: (frame: string) => void): void {
    const envelope = readEnvelope(frame);
    // Let through as it is: the core's connection counts what is malformed.
    if (envelope === undefined) return this.#frames.fire(frame);
    if ('c' in envelope) return this.#cancel(member, envelope.c);
    if (!('m' in envelope)) return;
    if (!('i' in envelope)) {
      if (methods.has(envelope.m)) this.#frames.fire(frame);
      return;
    }
    const refused = !methods.has(envelope.m)
      ? new AppError('rpc.unknown-method', 'this window does not send that')
      : this.#asked.size >= MAX_ASKED
        ? new AppError('request.rate-limited', 'too many requests at a time')
        : undefined;
    if (refused) return send(JSON.stringify({ i: envelope.i, e: refused.toWire() }));
    const id = this.#nextId;
    this.#nextId += 1;
    this.#asked.set(id, { member, id: envelope.i });
    this.#frames.fire(JSON.stringify({ ...envelope, i: id }));
  }

  #cancel(member: symbol, of: number): void {
    for (const [id, asked] of this.#asked) {
      if (asked.member !== member || asked.id !== of) continue;
      this.#asked.delete(id);
      this.#frames.fire(JSON.stringify({ c: id }));
    }
  }

  #leave(member: symbol): void {
    if (!this.#members.delete(member)) return;
    for (const [id, asked] of this.#asked) {
      if (asked.member !== member) continue;
      this.#asked.delete(id);
      this.#frames.fire(JSON.stringify({ c: id }));
    }
  }
}
