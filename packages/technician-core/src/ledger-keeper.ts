import { type Disposable, DisposableStore, Emitter, type Event, type Logger, toAppError } from '@alongside/base';
import { LedgerReplica, type ReplicaParts, type SignedHead } from '@alongside/consent';
import { consoleSocket, session } from '@alongside/protocol';
import type { Connection, RequestMessage } from '@alongside/rpc';

/** The console's way to the server; `Connection` fits. Rejects while the server is away. */
export interface ServerCalls {
  call<P, R>(message: RequestMessage<P, R>, params: P): Promise<R>;
}

export interface LedgerKeeperParts extends ReplicaParts {
  readonly connection: Connection;
  readonly server: ServerCalls;
  readonly logger: Logger;
}

/** What an agent may have us keep; an honest one stops below half of it (packages/consent, Ledger). */
const MAX_RECORD_BYTES = 16 * 1024 * 1024;

/**
 * The technician's copy of the session's record: every entry is checked, every head countersigned at once, and the head
 * kept at the server too, outside both machines (DESIGN 3.7). The server being away delays only the last.
 */
export class LedgerKeeper implements Disposable {
  readonly replica: LedgerReplica;
  readonly #parts: LedgerKeeperParts;
  readonly #store = new DisposableStore();
  readonly #broken = new Emitter<string>();
  /** The newest head that the server does not have yet. */
  #toKeep: (SignedHead & { readonly technician: string }) | undefined;
  #keeping = false;

  /** The record does not hold: nothing more is taken or signed. The text is for logs. */
  readonly onBroken: Event<string> = this.#broken.event;

  constructor(parts: LedgerKeeperParts) {
    this.#parts = parts;
    this.replica = new LedgerReplica(parts);
    this.#store.add(this.replica.onBroken(({ kind, part, seq }) => this.#broken.fire(`${part} ${seq ?? '?'}: ${kind}`)));
    this.#store.add(parts.connection.on(session.ledgerEntry, (message) => this.#handleEntry(message)));
    this.#store.add(parts.connection.on(session.ledgerHead, (head) => void this.#handleHead(head)));
  }

  /** The export's bytes; the same as the agent's, up to the last entry that both have. */
  export(): string {
    return this.replica.export();
  }

  /** The server is back. */
  retry(): void {
    void this.#keep();
  }

  dispose(): void {
    this.#store.dispose();
  }

  #handleEntry(message: {
    readonly entry: string;
    readonly contents: Parameters<LedgerReplica['handleEntry']>[0]['contents'];
  }): void {
    if (this.replica.record.sizeBytes > MAX_RECORD_BYTES) return this.#broken.fire('the record is larger than any honest one');
    const { outcome } = this.replica.handleEntry(message);
    // The link brings every frame once and in order, so what is missing was never sent.
    if (outcome === 'gap') this.#broken.fire('an entry is missing');
  }

  async #handleHead(head: SignedHead): Promise<void> {
    try {
      const own = await this.replica.handleHead(head);
      if (!own) return this.#parts.logger.warn('a head was not signed', { seq: head.seq });
      this.#parts.connection.notify(session.ledgerCountersign, own);
      if (!this.#toKeep || this.#toKeep.seq <= own.seq) this.#toKeep = { ...head, technician: own.jws };
      await this.#keep();
    } catch (thrown) {
      this.#parts.logger.error('a head could not be signed', { error: toAppError(thrown).message });
    }
  }

  /** One call at a time; a later head stands for the ones before it. */
  async #keep(): Promise<void> {
    if (this.#keeping) return;
    this.#keeping = true;
    try {
      for (let due = this.#toKeep; due; due = this.#toKeep) {
        const { seq, hash, jws, technician } = due;
        await this.#parts.server.call(consoleSocket.headKeep, {
          sessionId: this.#parts.session,
          seq,
          hash,
          agent: jws,
          technician,
        });
        if (this.#toKeep === due) this.#toKeep = undefined;
      }
    } catch (thrown) {
      // Kept for `retry`, and for the next head.
      this.#parts.logger.warn('the server has not kept the head', { error: toAppError(thrown).message });
    } finally {
      this.#keeping = false;
    }
  }
}
