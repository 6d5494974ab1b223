import { AppError, type Disposable, DisposableStore } from '@alongside/base';
import { type EntryFields, type EntryType, Ledger, type SessionEndReason, type TextsArgument } from '@alongside/consent';
import type { Link } from '@alongside/peer';
import type { Connection } from '@alongside/rpc';
import type { Feed } from './feed.ts';
import { enterJoin, enterStanding, enterStart, enterWatching, type Joined, type SessionPorts } from './joined.ts';
import { LedgerDesk } from './ledger-desk.ts';

export interface SessionRecordParts {
  readonly ports: SessionPorts;
  readonly joined: Joined;
  readonly connection: Connection;
  readonly link: Link;
  readonly feed: Feed;
  /** Whether the session is over: nothing is begun then. */
  readonly hasEnded: () => boolean;
  /** It may be used from now on. */
  readonly onOpened: (desk: LedgerDesk) => void;
}

/**
 * The record of a session, from the first proof to the last entry: opened once with what was proven, continued over
 * rebuilt links, ended by an entry of its own. Until it is open nothing can be asked.
 */
export class SessionRecord implements Disposable {
  readonly #parts: SessionRecordParts;
  readonly #store = new DisposableStore();
  #opening: Promise<void> | undefined;
  /** While it is opened; `#usable` once it may be used. */
  #desk: LedgerDesk | undefined;
  #usable: LedgerDesk | undefined;
  #enteredEpoch = -1;
  #transcript: { readonly epoch: number; readonly hash: string } | undefined;
  #openedAt: number | undefined;

  constructor(parts: SessionRecordParts) {
    this.#parts = parts;
  }

  /** Undefined until it may be used. */
  get desk(): LedgerDesk | undefined {
    return this.#usable;
  }

  /** Monotonic: since when the technician is in; undefined before. */
  get openedAt(): number | undefined {
    return this.#openedAt;
  }

  /** Of the first link, which the words are about. Throws `session.not-joined` before there is one. */
  get transcript(): { readonly epoch: number; readonly hash: string } {
    if (!this.#transcript) throw notOpen();
    return this.#transcript;
  }

  /** The link is live: opens the record at the first time, enters that it was rebuilt at later ones. Resolves with which. */
  async handleLive(epoch: number): Promise<'opened' | 'continued'> {
    const first = this.#opening === undefined;
    if (first) this.#enteredEpoch = epoch;
    this.#opening ??= this.#open();
    await this.#opening;
    if (!first) this.#enterRebuilt(epoch);
    return first ? 'opened' : 'continued';
  }

  /** The other side may be live a moment before the record is open here; what it says then waits. */
  async opened(): Promise<void> {
    // A record that cannot be opened ends the session; who waited reads so by `mustBeOpen`.
    await this.#opening?.catch(() => undefined);
  }

  /** For what the end itself enters, too. Throws `session.not-joined`. */
  mustExist(): LedgerDesk {
    if (!this.#usable) throw notOpen();
    return this.#usable;
  }

  /** Throws `session.not-joined` before and `session.ended` after. */
  mustBeOpen(): LedgerDesk {
    if (this.#usable && this.#parts.hasEnded()) throw new AppError('session.ended', 'this session is not open');
    return this.mustExist();
  }

  /** Late, and also while the record is still being opened: without effect where nothing was begun. */
  enterLate<T extends EntryType>(type: T, data: EntryFields<T>, ...texts: TextsArgument<T>): void {
    this.#desk?.enterLate(type, data, ...texts);
  }

  /** The last entry and its signed head: null where it could not be signed yet, undefined where nothing was recorded. */
  async enterEnd(reason: SessionEndReason): Promise<{ seq: number; hash: string } | null | undefined> {
    await this.opened();
    const desk = this.#desk;
    if (!desk || desk.ledger.lastSeq < 0) return undefined;
    try {
      desk.enterLate('session/end', { reason });
      const { seq, hash } = await desk.ledger.signHead();
      return { seq, hash };
    } catch (error) {
      this.#parts.ports.logger.error('the end could not be signed yet', { error: String(error) });
      return null;
    }
  }

  async signedByTechnician(seq: number): Promise<void> {
    await this.#desk?.signedByTechnician(seq);
  }

  dispose(): void {
    this.#store.dispose();
  }

  async #open(): Promise<void> {
    const { ports, joined, connection, link, feed, onOpened } = this.#parts;
    const { clock, random, crypto, identity, logger } = ports;
    const file = await ports.ledgers.open(joined.sessionId);
    // The number comes from the server: one that was used must not spoil the record that is there.
    if ((await file.readAll()).length > 0) throw new AppError('session.ended', 'this session has a record already');
    this.#mustGoOn();
    const ledger = new Ledger(
      { clock, random, crypto, signingKey: identity, file },
      { session: joined.sessionId, technicianKey: joined.technician.publicKey },
    );
    this.#store.add(ledger);
    this.#store.add(ledger.onEntry(({ link: entered, contents }) => feed.handleEntry(entered.entry, contents)));
    const desk = this.#store.add(new LedgerDesk({ ledger, connection, clock, logger }));
    this.#desk = desk;
    const hash = link.transcriptHash(this.#enteredEpoch);
    if (hash === undefined) throw new AppError('link.lost', 'the link of the first proof is not known any more');
    this.#transcript = { epoch: this.#enteredEpoch, hash };
    await enterStart(desk, joined, { agentKey: identity.publicKey, fingerprints: this.#fingerprints() });
    this.#mustGoOn();
    const { standing } = joined;
    const technicianKey = joined.technician.publicKey;
    if (standing) await enterStanding(desk, { standing, technicianKey }, (text) => crypto.sha256(text));
    else await enterJoin(desk, joined, clock.now());
    this.#mustGoOn();
    if (joined.watching) {
      await enterWatching(desk, joined.watching);
      this.#mustGoOn();
    }
    if (joined.guard.length > 0) {
      await desk.enter('guard/raised', { reasons: [...joined.guard] });
      this.#mustGoOn();
    }
    this.#openedAt = clock.monotonic();
    this.#usable = desk;
    onOpened(desk);
  }

  /** Silence that ended by itself made no new link. */
  #enterRebuilt(epoch: number): void {
    if (epoch <= this.#enteredEpoch) return;
    this.#enteredEpoch = epoch;
    this.#usable?.enterLate('link/rebuilt', { epoch, fingerprints: this.#fingerprints() });
  }

  #mustGoOn(): void {
    if (this.#parts.hasEnded()) throw new AppError('session.ended', 'the session ended while its record was being opened');
  }

  #fingerprints(): { agent: string; technician: string } {
    const found = this.#parts.link.fingerprints;
    if (!found) throw new AppError('link.lost', 'the link was lost again');
    return { agent: found.local, technician: found.remote };
  }
}

function notOpen(): AppError {
  return new AppError('session.not-joined', 'this session is not open');
}
