import type { DocumentStore, LedgerFile, LedgerStore } from '@alongside/agent-core';
import { AppError, type Clock, type SigningKey } from '@alongside/base';
import { signingKeyOf } from '@alongside/crypto';
import { isKeyPair } from '../shared/is-key-pair.ts';
import type { GuestDatabase } from './guest-database.ts';

/** Whom this browser has met and since when: the same for all links. */
export function guestDocuments(database: GuestDatabase): DocumentStore {
  return {
    read: (name) => database.read('documents', name),
    write: (name, value) => database.write('documents', name, value),
    remove: (name) => database.remove('documents', name),
  };
}

/**
 * The key of one link, made here at its first use. Its private half cannot be read by anybody, this page included: the
 * browser keeps it and signs with it.
 */
export async function guestKey(database: GuestDatabase, subtle: SubtleCrypto, link: string): Promise<SigningKey> {
  const kept = await database.read('keys', link);
  if (isKeyPair(kept)) return signingKeyOf(kept);
  const made = await subtle.generateKey({ name: 'Ed25519' }, false, ['sign', 'verify']);
  const pair: CryptoKeyPair = { privateKey: made.privateKey, publicKey: made.publicKey };
  await database.write('keys', link, pair);
  return signingKeyOf(pair);
}

/** The records of one link's sessions, each line a value of its own. */
export class GuestLedgers implements LedgerStore {
  readonly #database: GuestDatabase;
  readonly #link: string;
  readonly #clock: Clock;
  readonly #files = new Map<string, LedgerFile>();

  constructor(database: GuestDatabase, link: string, clock: Clock) {
    this.#database = database;
    this.#link = link;
    this.#clock = clock;
  }

  async open(sessionId: string): Promise<LedgerFile> {
    const known = this.#files.get(sessionId);
    if (known) return known;
    const file = new GuestLedgerFile(this.#database, [this.#link, sessionId], this.#clock);
    this.#files.set(sessionId, file);
    return file;
  }

  /** Newest first. */
  async list(): Promise<readonly string[]> {
    const begun = new Map<string, number>();
    for (const key of await this.#database.keys('ledgers')) {
      if (!Array.isArray(key) || key[0] !== this.#link || typeof key[1] !== 'string' || begun.has(key[1])) continue;
      begun.set(key[1], readLine(await this.#database.read('ledgers', key)).at);
    }
    return [...begun].sort(([, one], [, other]) => other - one).map(([sessionId]) => sessionId);
  }
}

interface Kept {
  /** By this browser's clock. */
  readonly at: number;
  readonly line: string;
}

class GuestLedgerFile implements LedgerFile {
  readonly #database: GuestDatabase;
  readonly #key: readonly [string, string];
  readonly #clock: Clock;
  /** One at a time, so that lines stand in the order of the calls. */
  #queue: Promise<unknown> = Promise.resolve();
  /** Undefined until it was counted. */
  #count: number | undefined;

  constructor(database: GuestDatabase, key: readonly [string, string], clock: Clock) {
    this.#database = database;
    this.#key = key;
    this.#clock = clock;
  }

  append(line: string): Promise<void> {
    return this.#next(async () => {
      const count = this.#count ?? (await this.#read()).length;
      await this.#database.write('ledgers', [...this.#key, count], { at: this.#clock.now(), line });
      this.#count = count + 1;
    });
  }

  readAll(): Promise<readonly string[]> {
    return this.#next(async () => (await this.#read()).map(({ line }) => line));
  }

  rewrite(change: (lines: readonly string[]) => readonly string[]): Promise<void> {
    return this.#next(async () => {
      const at = this.#clock.now();
      const lines = change((await this.#read()).map(({ line }) => line));
      const values = lines.map((line, index): [IDBValidKey, unknown] => [[...this.#key, index], { at, line }]);
      await this.#database.replaceAll('ledgers', this.#span, values);
      this.#count = lines.length;
    });
  }

  get #span(): IDBKeyRange {
    return IDBKeyRange.bound([...this.#key, 0], [...this.#key, Number.MAX_SAFE_INTEGER]);
  }

  async #read(): Promise<Kept[]> {
    return (await this.#database.readAll('ledgers', this.#span)).map(readLine);
  }

  #next<T>(act: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(act);
    this.#queue = done.catch(() => undefined);
    return done;
  }
}

function readLine(value: unknown): Kept {
  const { at, line } = (value ?? {}) as { at?: unknown; line?: unknown };
  if (typeof at !== 'number' || typeof line !== 'string') throw new AppError('storage.broken', 'a kept record is not readable');
  return { at, line };
}
