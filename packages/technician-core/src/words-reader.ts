import {
  type Crypto,
  type Disposable,
  DisposableStore,
  Emitter,
  type Event,
  Observable,
  type RandomSource,
  randomId,
} from '@alongside/base';
import {
  commitmentOf,
  NOTHING_TO_READ,
  nextReading,
  type Reading,
  type ReadingEvent,
  type ShortStringFacts,
  shortString,
} from '@alongside/identity';
import { session } from '@alongside/protocol';
import type { Connection } from '@alongside/rpc';

export interface WordsReaderParts {
  readonly connection: Pick<Connection, 'on' | 'notify'>;
  readonly crypto: Crypto;
  readonly random: RandomSource;
  /** Both ends as the link proved them. */
  readonly ends: Omit<ShortStringFacts, 'transcriptHash' | 'agentNonce' | 'technicianNonce'>;
  /** The hash of what this end signed of the link of an epoch. */
  readonly transcriptHash: (epoch: number) => string | undefined;
}

/** The four words that are read aloud to a user who has not met this key before. They are never sent anywhere. */
export class WordsReader implements Disposable {
  readonly reading = new Observable<Reading>(NOTHING_TO_READ);
  readonly #parts: WordsReaderParts;
  readonly #store = new DisposableStore();
  readonly #broken = new Emitter<void>();
  #nonce = '';

  /** The other side does not keep to what was agreed: it may be somebody who tries until the words fit. */
  readonly onBroken: Event<void> = this.#broken.event;

  constructor(parts: WordsReaderParts) {
    this.#parts = parts;
    const { connection } = parts;
    this.#store.add(connection.on(session.wordsCommit, (message) => this.#handleCommit(message)));
    this.#store.add(connection.on(session.wordsReveal, ({ nonce }) => this.#handleReveal(nonce)));
    this.#store.add(connection.on(session.wordsTold, ({ outcome }) => this.#feed({ type: 'outcome', outcome })));
  }

  dispose(): void {
    this.#store.dispose();
  }

  #handleCommit({ epoch, commitment }: { epoch: number; commitment: string }): void {
    if (this.#feed({ type: 'commit', epoch, commitment }).state !== 'committed') return;
    this.#nonce = randomId(this.#parts.random, 256);
    this.#parts.connection.notify(session.wordsNonce, { commitment, nonce: this.#nonce });
  }

  #handleReveal(agentNonce: string): void {
    const { crypto, ends, transcriptHash } = this.#parts;
    const { value } = this.reading;
    const hash = value.state === 'committed' ? transcriptHash(value.epoch) : undefined;
    // A link that this end never signed has no words; they could not be the same.
    if (hash === undefined) return void this.#feed({ type: 'reveal', commitment: '', words: [] });
    const words = shortString(crypto, { ...ends, transcriptHash: hash, agentNonce, technicianNonce: this.#nonce });
    this.#feed({ type: 'reveal', commitment: commitmentOf(crypto, agentNonce), words });
  }

  #feed(event: ReadingEvent): Reading {
    const before = this.reading.value;
    const reading = nextReading(before, event);
    if (reading !== before) this.reading.set(reading);
    if (reading.state === 'broken' && before.state !== 'broken') this.#broken.fire();
    return reading;
  }
}
