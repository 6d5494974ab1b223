import {
  AppError,
  type Clock,
  type Crypto,
  type Disposable,
  DisposableStore,
  Emitter,
  type ErrorCode,
  type Event,
  type RandomSource,
  randomId,
  type SigningKey,
  safeText,
  toAppError,
} from '@alongside/base';
import { canonical } from '../canonical.ts';
import {
  type Content,
  type Contents,
  commitmentHash,
  headPayload,
  invalidLedger,
  NO_PREVIOUS,
  type SignedHead,
  signedHead,
} from './entry.ts';
import { type EntryFields, type EntryType, MAX_TEXT, type TextsArgument } from './entry-types.ts';
import { exportLedger } from './export-ledger.ts';
import { lineOfEntry, lineOfHead, lineOfRecord, readLedger } from './ledger-lines.ts';
import { type EntryMessage, isProblem, LedgerRecord, type Link } from './ledger-record.ts';
import { OwedWrites } from './owed-writes.ts';
import { SerialQueue } from './serial-queue.ts';

/** The link's `ledger/entry` carries no longer one. */
const MAX_ENTRY_UNITS = 24_000;
/** Of an export: beyond it nothing begins any more, and the rest is kept for how things ended. */
const MAX_BYTES = 6 * 1024 * 1024;
/** Beyond it the record takes its end alone, signed: it must stay below what `verifyLedger` reads. */
const MAX_LATE_BYTES = 7 * 1024 * 1024;

/** What no second try can mend. */
const HOPELESS: ReadonlySet<ErrorCode> = new Set(['ledger.invalid', 'request.too-large', 'request.invalid']);

/** Where lines are kept, durable when the promise resolves; a rejected line leaves nothing behind. */
export interface LedgerSink {
  append(line: string): Promise<void>;
}

export interface LedgerParts {
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly crypto: Crypto;
  /** The agent's. */
  readonly signingKey: SigningKey;
  readonly file: LedgerSink;
}

/** The part of AbortSignal that is used. */
export interface CancelSignal {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

export interface AppendedEntry extends EntryMessage {
  readonly link: Link;
}

interface Draft {
  readonly type: EntryType;
  readonly at: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly contents: Contents;
}

/**
 * The agent's side of a session's ledger: it alone appends. Appends happen in the order of the calls, each written before
 * it is part of the chain.
 */
export class Ledger implements Disposable {
  readonly #parts: LedgerParts;
  readonly #record: LedgerRecord;
  readonly #queue = new SerialQueue();
  readonly #entries = new Emitter<AppendedEntry>();
  readonly #countersignatures = new Emitter<number>();
  readonly #closed = new Emitter<void>();
  readonly #full = new Emitter<void>();
  readonly #owed: OwedWrites;
  #firstLineWritten: boolean;
  #countersignedUpTo = -1;

  /** Each new entry, durable, in order: send `entry` and `contents` over the link. */
  readonly onEntry: Event<AppendedEntry> = this.#entries.event;
  /** The highest entry that the technician has signed, when it grows. */
  readonly onCountersigned: Event<number> = this.#countersignatures.event;
  /** Something was to be entered and the record is full: what it is about must end. */
  readonly onFull: Event<void> = this.#full.event;

  constructor(parts: LedgerParts, about: { readonly session: string; readonly technicianKey: string } | LedgerRecord) {
    this.#parts = parts;
    this.#owed = new OwedWrites(parts.clock, this.#queue, (error) => error instanceof AppError && HOPELESS.has(error.code));
    this.#firstLineWritten = about instanceof LedgerRecord;
    this.#record =
      about instanceof LedgerRecord
        ? about
        : new LedgerRecord(about.session, { agent: parts.signingKey.publicKey, technician: about.technicianKey }, parts.crypto);
    this.#countersignedUpTo = this.#record.heads.findLast(({ by }) => by === 'technician')?.seq ?? -1;
  }

  /**
   * Goes on where a core that died left off. Throws `ledger.invalid` where the file does not hold, `auth.key-mismatch`
   * where it is of another key.
   */
  static resume(parts: LedgerParts, lines: readonly string[]): Ledger {
    const record = readLedger(lines, parts.crypto);
    if (record.keys.agent !== parts.signingKey.publicKey) {
      throw new AppError('auth.key-mismatch', 'this record was written under another key of this computer');
    }
    return new Ledger(parts, record);
  }

  get record(): LedgerRecord {
    return this.#record;
  }

  /** The last entry's number, -1 before the first. */
  get lastSeq(): number {
    return this.#record.links.length - 1;
  }

  get countersignedUpTo(): number {
    return this.#countersignedUpTo;
  }

  /** Entries after `seq`, to send again over a rebuilt link; the replica passes over what it has. */
  entriesAfter(seq: number): EntryMessage[] {
    return this.#record.after(seq);
  }

  /** Throws `ledger.append` where nothing can be entered that is to begin; `onFull` fires then. */
  mustHaveRoom(): void {
    if (this.#tellFull()) throw new AppError('ledger.append', 'the record of this session is full');
  }

  /**
   * Resolves when the entry is durable and part of the chain. Rejects with the sink's AppError, or `ledger.append` where
   * the record is full, and leaves the chain as it was: what waited for it must not start.
   */
  append<T extends EntryType>(type: T, data: EntryFields<T>, ...texts: TextsArgument<T>): Promise<Link> {
    const draft = this.#draft(type, data, texts[0]);
    return this.#queue.run(async () => {
      this.mustHaveRoom();
      await this.#owed.settle();
      return this.#write(draft);
    });
  }

  /**
   * For what has happened already and cannot be taken back: ending acts. Marked `late`, kept and tried again until it is
   * written, before anything that is appended later. Resolves to false where it cannot be part of this ledger (it has
   * ended, or has room for its end alone) or the ledger was disposed first; never rejects.
   */
  appendLate<T extends EntryType>(type: T, data: EntryFields<T>, ...texts: TextsArgument<T>): Promise<boolean> {
    const draft = this.#draft(type, { ...data, late: true }, texts[0]);
    return this.#owed.add(async () => {
      this.#tellFull();
      if (this.#takesEndAlone && type !== 'session/end') throw new AppError('request.too-large', 'the record has no room left');
      await this.#write(draft);
    });
  }

  /** Signs the newest entry, or gives the signature that it has. Rejects as `append` does. */
  signHead(): Promise<SignedHead> {
    return this.#queue.run(async () => {
      const last = this.#record.last;
      if (!last) throw invalidLedger('nothing is entered that could be signed');
      const seq = last.entry.seq;
      const known = this.#record.head('agent', seq);
      if (known) return { seq, hash: known.hash, jws: known.jws };
      const head = { seq, hash: last.hash };
      const signed = { ...head, jws: await this.#parts.signingKey.signJws(headPayload(this.#record.session, head)) };
      await this.#append(lineOfHead({ ...signed, by: 'agent' }));
      this.#record.addHead('agent', signed);
      return signed;
    });
  }

  /** True where the technician's key signed an entry of this chain. Keeps the signature. Never throws. */
  async acceptCountersignature(head: SignedHead): Promise<boolean> {
    const parsed = signedHead.safeParse(head);
    if (!parsed.success) return false;
    const { seq, hash, jws } = parsed.data;
    const link = this.#record.links[seq];
    if (link?.hash !== hash) return false;
    if (this.#record.head('technician', seq)) return true;
    const { session, keys } = this.#record;
    const payload = await this.#parts.crypto.verifyJws(keys.technician, jws);
    if (payload !== headPayload(session, { seq, hash })) return false;
    if (this.#record.head('technician', seq)) return true;
    // Who kept back the signatures of older entries cannot fill the record with them.
    if (this.#takesEndAlone && seq < this.lastSeq) return false;
    const kept = this.#record.addHead('technician', { seq, hash, jws });
    void this.#owed.add(() => this.#append(lineOfHead(kept)));
    if (seq > this.#countersignedUpTo) {
      this.#countersignedUpTo = seq;
      this.#countersignatures.fire(seq);
    }
    return true;
  }

  /** Resolves when the technician has signed `seq` or a later entry; rejects with `request.cancelled` on abort and at `dispose`. */
  countersigned(seq: number, signal?: CancelSignal): Promise<void> {
    if (this.#countersignedUpTo >= seq) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const store = new DisposableStore();
      const giveUp = () => {
        store.dispose();
        reject(new AppError('request.cancelled', 'the wait for the technician’s signature was given up'));
      };
      if (signal?.aborted) return giveUp();
      store.add(this.#closed.event(giveUp));
      signal?.addEventListener('abort', giveUp);
      store.defer(() => signal?.removeEventListener('abort', giveUp));
      store.add(
        this.#countersignatures.event((signed) => {
          if (signed < seq) return;
          store.dispose();
          resolve();
        }),
      );
    });
  }

  /** The export's bytes, signed up to the newest entry. Where the signature cannot be kept, the file goes without it. */
  async export(): Promise<string> {
    if (this.#record.last) await this.signHead();
    return exportLedger(this.#record);
  }

  /** Gives up what could not be written and ends every wait. */
  dispose(): void {
    this.#owed.dispose();
    this.#closed.fire();
    this.#closed.dispose();
    this.#full.dispose();
    this.#entries.dispose();
    this.#countersignatures.dispose();
  }

  get #takesEndAlone(): boolean {
    return this.#record.sizeBytes > MAX_LATE_BYTES;
  }

  #tellFull(): boolean {
    const full = this.#record.sizeBytes > MAX_BYTES;
    if (full) this.#full.fire();
    return full;
  }

  #draft(type: EntryType, fields: object, texts: Readonly<Record<string, string>> | undefined): Draft {
    const data: Record<string, unknown> = { ...fields };
    const contents: Record<string, Content> = {};
    for (const [name, text] of Object.entries(texts ?? {})) {
      const value = { salt: randomId(this.#parts.random), text: safeText(text.toWellFormed(), MAX_TEXT) };
      const salted = commitmentHash(this.#parts.crypto, value);
      data[name] = { salted };
      contents[salted] = value;
    }
    return { type, at: new Date(this.#parts.clock.now()).toISOString(), data, contents };
  }

  async #write({ type, at, data, contents }: Draft): Promise<Link> {
    const { last } = this.#record;
    const entry = { seq: this.#record.links.length, prev: last?.hash ?? NO_PREVIOUS, at, type, data };
    const link = this.#record.check({ entry: canonical(entry), contents });
    if (isProblem(link)) throw invalidLedger(`${type} cannot be entered here (${link.kind} ${link.part})`);
    if (link.canonical.length > MAX_ENTRY_UNITS) throw new AppError('request.too-large', `${type} is too long to be entered`);
    await this.#append(lineOfEntry(link, contents));
    this.#record.add(link, contents);
    this.#entries.fire({ link, entry: link.canonical, contents });
    return link;
  }

  async #append(line: string): Promise<void> {
    if (!this.#firstLineWritten) {
      await this.#sink(lineOfRecord(this.#record));
      this.#firstLineWritten = true;
    }
    await this.#sink(line);
  }

  async #sink(line: string): Promise<void> {
    try {
      await this.#parts.file.append(line);
    } catch (error) {
      throw toAppError(error, 'ledger.append');
    }
  }
}
