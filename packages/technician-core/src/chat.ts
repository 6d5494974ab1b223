import { type Clock, type Disposable, DisposableStore, Observable, type RandomSource, randomId, safeText } from '@alongside/base';
import { type ChatMessage, session } from '@alongside/protocol';
import type { Connection } from '@alongside/rpc';

/** A message inside the link. */
export interface ChatEntry {
  readonly id: string;
  readonly from: 'user' | 'technician';
  /** Whose it is, where the user's side passed it on. */
  readonly name?: string;
  readonly text: string;
  /** Wall time of who wrote it, ms. */
  readonly at: number;
  readonly delivery: 'sending' | 'sent' | 'failed';
}

const MAX_TEXT = 4_000;
const KEPT = 1_000;

/** Chat of a joined session: ends at both machines, never at the server. */
export class Chat implements Disposable {
  readonly entries = new Observable<readonly ChatEntry[]>([]);
  /** What the user passed on of an earlier session with somebody else. */
  readonly earlier = new Observable<readonly ChatMessage[]>([]);
  readonly #connection: Connection;
  readonly #clock: Clock;
  readonly #random: RandomSource;
  readonly #store = new DisposableStore();

  constructor(parts: { readonly connection: Connection; readonly clock: Clock; readonly random: RandomSource }) {
    this.#connection = parts.connection;
    this.#clock = parts.clock;
    this.#random = parts.random;
    this.#store.add(parts.connection.on(session.chatBefore, ({ messages }) => this.earlier.set(messages)));
    this.#store.add(
      parts.connection.handle(session.chatSay, ({ messageId, text, at }) => {
        this.#hear({ id: messageId, from: 'user', text, at });
        return null;
      }),
    );
    this.#store.add(parts.connection.on(session.chatRelayed, (message) => this.#hear(message)));
  }

  /** Rejects where it did not arrive; the entry then says so too. */
  async say(text: string): Promise<void> {
    const entry: ChatEntry = {
      id: randomId(this.#random),
      from: 'technician',
      text: safeText(text, MAX_TEXT),
      at: this.#clock.now(),
      delivery: 'sending',
    };
    this.#put(entry);
    try {
      // It waits in the link through an outage, however long, and arrives after it: before the link's end nothing has failed.
      await this.#connection.call(
        session.chatSay,
        { messageId: entry.id, text: entry.text, at: entry.at },
        { timeoutMs: Number.POSITIVE_INFINITY },
      );
      this.#put({ ...entry, delivery: 'sent' });
    } catch (error) {
      this.#put({ ...entry, delivery: 'failed' });
      throw error;
    }
  }

  dispose(): void {
    this.#store.dispose();
  }

  /** Said again after an answer that was lost, it is shown once; and nothing that stands here is replaced from there. */
  #hear(heard: Omit<ChatEntry, 'delivery'>): void {
    if (!this.entries.value.some(({ id }) => id === heard.id)) this.#put({ ...heard, delivery: 'sent' });
  }

  #put(entry: ChatEntry): void {
    const known = this.entries.value.some(({ id }) => id === entry.id);
    const next = known ? this.entries.value.map((each) => (each.id === entry.id ? entry : each)) : [...this.entries.value, entry];
    this.entries.set(next.slice(-KEPT));
  }
}
