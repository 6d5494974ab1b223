import {
  type Clock,
  type Crypto,
  type Disposable,
  DisposableStore,
  Emitter,
  type Event,
  type RandomSource,
  randomId,
} from '@alongside/base';
import { ALLOW_AFTER_MS, allowReady, type DialogEvent, dialogRemainingMs } from '@alongside/consent';
import {
  type Comparison,
  type ComparisonEffect,
  type ComparisonEvent,
  choicesOf,
  commitmentOf,
  NO_COMPARISON,
  nextComparison,
  type Pick,
  type ShortStringFacts,
  shortString,
} from '@alongside/identity';
import { session, type WordsOutcome, type WordsView } from '@alongside/protocol';
import type { Connection } from '@alongside/rpc';

/** Why what waits for the comparison does not come, this time or in this session. */
export type NotIdentified = 'unanswered' | 'not-on-phone' | 'no-nonce' | 'spent';

/** What the user said; `wordsHash` is of the page as drawn. */
export interface Compared {
  readonly outcome: WordsOutcome;
  readonly wordsHash: string | null;
}

export interface IdentityDeskParts {
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly crypto: Crypto;
  readonly connection: Connection;
  /** Both ends as the link proved them. */
  readonly ends: Omit<ShortStringFacts, 'transcriptHash' | 'agentNonce' | 'technicianNonce'>;
  /** The first link of the session, and the hash of what both ends signed of it. */
  readonly transcript: () => { readonly epoch: number; readonly hash: string };
}

interface Round {
  readonly comparisonId: string;
  readonly nonce: string;
  readonly commitment: string;
  readonly transcriptHash: string;
}

const TICK_MS = 1_000;

/**
 * Who is at the other end? Four words that stand on both screens are compared by voice (DESIGN 3.6). This side commits to
 * its nonce before it sees the other's, so that nobody in between can choose theirs to fit.
 */
export class IdentityDesk implements Disposable {
  readonly #parts: IdentityDeskParts;
  readonly #store = new DisposableStore();
  readonly #changed = new Emitter<void>();
  readonly #shown = new Emitter<void>();
  readonly #compared = new Emitter<Compared>();
  readonly #notIdentified = new Emitter<'no-nonce' | 'spent'>();
  #comparison: Comparison = NO_COMPARISON;
  #round: Round | undefined;
  #readyTimer: Disposable | undefined;

  readonly onChange: Event<void> = this.#changed.event;
  /** The page opened: the window must be seen. */
  readonly onShown: Event<void> = this.#shown.event;
  /** The user answered, or the time was over. */
  readonly onCompared: Event<Compared> = this.#compared.event;
  /** It could not be asked at all. */
  readonly onNotIdentified: Event<'no-nonce' | 'spent'> = this.#notIdentified.event;

  constructor(parts: IdentityDeskParts) {
    this.#parts = parts;
    this.#store.add(
      parts.connection.on(session.wordsNonce, ({ commitment, nonce }) => {
        if (this.#round?.commitment === commitment) this.#handleNonce(this.#round, nonce);
      }),
    );
    this.#store.add(parts.clock.every(TICK_MS, () => this.#feed({ type: 'tick', at: this.#now() })));
  }

  /** The user is being asked, or about to be. */
  get busy(): boolean {
    return this.#comparison.state === 'committed' || this.#comparison.state === 'open';
  }

  get matched(): boolean {
    return this.#comparison.state === 'matched';
  }

  view(waitingBehind: number): WordsView | null {
    const comparison = this.#comparison;
    const round = this.#round;
    if (comparison.state !== 'open' || !round) return null;
    const at = this.#now();
    return {
      comparisonId: round.comparisonId,
      choices: comparison.choices.map((words) => [...words]),
      remainingMs: Math.round(dialogRemainingMs(comparison.dialog, at)),
      moreTimeLeft: comparison.dialog.moreTimeLeft,
      allowReady: allowReady(comparison.dialog, at),
      waitingBehind,
    };
  }

  begin(): void {
    this.#feed({ type: 'begun', at: this.#now() });
  }

  handleVisible(dialogId: string, visible: boolean, words: string): void {
    const at = this.#now();
    if (!this.#feedDialog(dialogId, { type: 'visible', at, visible, wordsHash: this.#parts.crypto.sha256(words) })) return;
    this.#readyTimer?.dispose();
    this.#readyTimer = visible ? this.#parts.clock.after(ALLOW_AFTER_MS, () => this.#changed.fire()) : undefined;
  }

  handleActive(dialogId: string): void {
    this.#feedDialog(dialogId, { type: 'active', at: this.#now() });
  }

  moreTime(dialogId: string): void {
    this.#feedDialog(dialogId, { type: 'more-time', at: this.#now() });
  }

  /** An answer that comes too soon, or for other words than are shown, has no effect. */
  answer(comparisonId: string, pick: Pick, wordsHash: string): void {
    if (this.#round?.comparisonId === comparisonId) this.#feed({ type: 'picked', at: this.#now(), pick, wordsHash });
  }

  dispose(): void {
    this.#readyTimer?.dispose();
    this.#store.dispose();
  }

  #now(): number {
    return this.#parts.clock.monotonic();
  }

  #feedDialog(dialogId: string, event: DialogEvent): boolean {
    if (this.#round?.comparisonId !== dialogId) return false;
    this.#feed({ type: 'dialog', at: event.at, event });
    return true;
  }

  #handleNonce(round: Round, technicianNonce: string): void {
    const { crypto, random, ends } = this.#parts;
    const words = shortString(crypto, {
      ...ends,
      transcriptHash: round.transcriptHash,
      agentNonce: round.nonce,
      technicianNonce,
    });
    this.#feed({ type: 'nonce', at: this.#now(), ...choicesOf(words, random) });
  }

  #feed(event: ComparisonEvent): void {
    const before = this.#comparison;
    const { state, effects } = nextComparison(before, event);
    this.#comparison = state;
    for (const effect of effects) this.#handleEffect(effect);
    if (state !== before) this.#changed.fire();
  }

  #handleEffect(effect: ComparisonEffect): void {
    const { connection } = this.#parts;
    switch (effect.type) {
      case 'commit':
        return this.#commit();
      case 'reveal':
        if (this.#round) connection.notify(session.wordsReveal, { nonce: this.#round.nonce });
        return this.#shown.fire();
      case 'over':
        connection.notify(session.wordsTold, { outcome: effect.outcome });
        return this.#compared.fire(effect);
      case 'no-nonce':
        // Its side forgets the commitment, so that the next one is none too many.
        connection.notify(session.wordsTold, { outcome: 'unanswered' });
        return this.#notIdentified.fire('no-nonce');
      case 'spent':
        return this.#notIdentified.fire('spent');
    }
  }

  #commit(): void {
    const { crypto, random, connection, transcript } = this.#parts;
    const { epoch, hash } = transcript();
    const nonce = randomId(random, 256);
    const commitment = commitmentOf(crypto, nonce);
    this.#round = { comparisonId: randomId(random), nonce, commitment, transcriptHash: hash };
    connection.notify(session.wordsCommit, { epoch, commitment });
  }
}
