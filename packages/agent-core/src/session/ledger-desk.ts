import { AppError, type Clock, type Disposable, DisposableStore, Emitter, type Event, type Logger } from '@alongside/base';
import {
  type Countersign,
  type CountersignEffect,
  type CountersignEvent,
  type EntryFields,
  type EntryType,
  type Ledger,
  mayGrant,
  NOTHING_SIGNED,
  nextCountersign,
  type SignedHead,
  type TextsArgument,
} from '@alongside/consent';
import { session } from '@alongside/protocol';
import type { Connection } from '@alongside/rpc';

const TICK_MS = 250;

/** What those who ask and allow need of it. */
export type Entering = Pick<LedgerDesk, 'enter' | 'enterSoon' | 'enterLate' | 'mayGrant' | 'signed' | 'countersigned'>;

/**
 * The session's ledger at work: entries and signed heads go over the link as they come, countersignatures are taken in,
 * and starting acts can wait for them.
 */
export class LedgerDesk implements Disposable {
  readonly #ledger: Ledger;
  readonly #connection: Connection;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #store = new DisposableStore();
  readonly #ticks: Disposable;
  readonly #standing = new Emitter<'missing' | 'end'>();
  readonly #starts = new Map<string, { resolve: (seq: number) => void; reject: (error: AppError) => void }>();
  #countersign: Countersign = NOTHING_SIGNED;
  #startCount = 0;
  #signing = false;
  #again = false;

  /** The technician's signatures are missing: nothing new may be allowed (`missing`), then the session is over (`end`). */
  readonly onStanding: Event<'missing' | 'end'> = this.#standing.event;

  constructor(parts: { ledger: Ledger; connection: Connection; clock: Clock; logger: Logger }) {
    this.#ledger = parts.ledger;
    this.#connection = parts.connection;
    this.#clock = parts.clock;
    this.#logger = parts.logger;
    this.#store.add(
      parts.ledger.onEntry(({ entry, contents, link }) => {
        parts.connection.notify(session.ledgerEntry, { entry, contents });
        void this.#sign();
        // After the end nobody signs any more, and nothing of that could be entered.
        if (link.entry.type === 'session/end') this.#ticks.dispose();
      }),
    );
    this.#store.add(parts.ledger.onCountersigned((seq) => this.#feed({ type: 'signed', at: this.#clock.monotonic(), seq })));
    this.#ticks = this.#store.add(parts.clock.every(TICK_MS, () => this.#feed({ type: 'tick', at: this.#clock.monotonic() })));
    this.#store.add(parts.connection.on(session.ledgerCountersign, (head) => void this.#handleCountersign(head)));
  }

  get ledger(): Ledger {
    return this.#ledger;
  }

  /** Something was to be entered and the record is full: the session must end. */
  get onFull(): Event<void> {
    return this.#ledger.onFull;
  }

  /** Before what is opened first and entered then. Throws `ledger.append` where the record is full. */
  mustHaveRoom(): void {
    this.#ledger.mustHaveRoom();
  }

  /** Before a starting act: rejects where it cannot be made durable, and the act must not begin. */
  async enter<T extends EntryType>(type: T, data: EntryFields<T>, ...texts: TextsArgument<T>): Promise<void> {
    await this.#ledger.append(type, data, ...texts);
  }

  /**
   * Before something leaves for the technician. The entry takes its time, and what was allowed before it may wait or be over
   * by then: `mustStill` is asked after it, too. Throws what it throws and what `enter` does; nothing may go then.
   */
  async enterLeaving<T extends EntryType>(
    mustStill: () => void,
    type: T,
    data: EntryFields<T>,
    ...texts: TextsArgument<T>
  ): Promise<void> {
    mustStill();
    await this.enter(type, data, ...texts);
    mustStill();
  }

  /**
   * What nothing waits for. Order is kept: what comes later and must be durable waits for this too. It is so already: where
   * it cannot be entered at once, it is entered late.
   */
  enterSoon<T extends EntryType>(type: T, data: EntryFields<T>, ...texts: TextsArgument<T>): void {
    this.#ledger.append(type, data, ...texts).catch((error: unknown) => {
      this.#logger.error('an entry could not be made yet', { type, error: String(error) });
      this.enterLate(type, data, ...texts);
    });
  }

  /** After an ending act, which never waits. */
  enterLate<T extends EntryType>(type: T, data: EntryFields<T>, ...texts: TextsArgument<T>): void {
    void this.#ledger.appendLate(type, data, ...texts);
  }

  /** Whether anything new may be allowed: not while the technician's signatures are missing for long. */
  mayGrant(): AppError | undefined {
    return mayGrant(this.#countersign);
  }

  /** Signs the newest entry; rejects where that fails, and the act must not begin. */
  async signed(): Promise<void> {
    await this.#ledger.signHead();
  }

  /** Signs the newest entry and waits for the technician's signature of it. Throws `consent.countersignature-missing`. */
  async countersigned(): Promise<number> {
    const head = await this.#ledger.signHead();
    this.#sendHead(head);
    // Two may wait for one head.
    this.#startCount += 1;
    const startId = `${head.seq}/${this.#startCount}`;
    return new Promise((resolve, reject) => {
      this.#starts.set(startId, { resolve, reject });
      this.#feed({ type: 'start-wanted', at: this.#clock.monotonic(), startId, seq: head.seq });
    });
  }

  /** Resolves once the technician has signed the entry `seq` or a later one. */
  signedByTechnician(seq: number): Promise<void> {
    if (this.#countersign.signedUpTo >= seq) return Promise.resolve();
    return new Promise((resolve) => {
      const subscription = this.#store.add(
        this.#ledger.onCountersigned((signed) => {
          if (signed < seq) return;
          subscription.dispose();
          resolve();
        }),
      );
    });
  }

  dispose(): void {
    this.#store.dispose();
    for (const { reject } of this.#starts.values()) reject(new AppError('session.ended', 'the session is over'));
    this.#starts.clear();
  }

  #sendHead(head: SignedHead): void {
    this.#connection.notify(session.ledgerHead, head);
    this.#feed({ type: 'head-sent', at: this.#clock.monotonic(), seq: head.seq });
  }

  #feed(event: CountersignEvent): void {
    const { state, effects } = nextCountersign(this.#countersign, event);
    this.#countersign = state;
    for (const effect of effects) this.#handleEffect(effect);
  }

  #handleEffect(effect: CountersignEffect): void {
    switch (effect.type) {
      case 'start':
      case 'refuse': {
        const start = this.#starts.get(effect.startId);
        this.#starts.delete(effect.startId);
        return effect.type === 'start' ? start?.resolve(effect.seq) : start?.reject(effect.error);
      }
      case 'missing':
        this.enterSoon('countersign/missing', { lastSeq: effect.lastSeq, missingMs: Math.round(effect.missingMs) });
        return this.#standing.fire('missing');
      case 'caught-up':
        return;
      case 'end':
        return this.#standing.fire('end');
    }
  }

  /** One signature at a time; entries that come meanwhile are covered by the next. */
  async #sign(): Promise<void> {
    if (this.#signing) {
      this.#again = true;
      return;
    }
    this.#signing = true;
    try {
      do {
        this.#again = false;
        this.#sendHead(await this.#ledger.signHead());
      } while (this.#again);
    } catch (error) {
      this.#logger.error('the record could not be signed', { error: String(error) });
    } finally {
      this.#signing = false;
    }
  }

  async #handleCountersign(head: SignedHead): Promise<void> {
    if (!(await this.#ledger.acceptCountersignature(head)))
      this.#logger.warn('a countersignature does not hold', { seq: head.seq });
  }
}
