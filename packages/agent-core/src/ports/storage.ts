/**
 * The ledger's file of one session, append-only. A line is durable (fsync) when the promise resolves.
 * Throws `storage.full`, `storage.read-only` or `storage.broken`.
 */
export interface LedgerFile {
  append(line: string): Promise<void>;
  readAll(): Promise<readonly string[]>;
  /**
   * Puts what `change` makes of the lines in their place, between two appends: whatever happens meanwhile, the file has
   * the old ones or the new ones. Rejects with what `change` throws, and leaves the file alone then.
   */
  rewrite(change: (lines: readonly string[]) => readonly string[]): Promise<void>;
}

export interface LedgerStore {
  open(sessionId: string): Promise<LedgerFile>;
  /** Ids of the sessions that are kept, newest first. */
  list(): Promise<readonly string[]>;
}

/** What a document may be called: its name is a file's on every system. */
export const DOCUMENT_NAME = /^[a-z0-9][a-z0-9-]{0,63}$/u;

/** Small JSON documents of the agent (pins, draft, open request, cached organisation), each replaced whole and durably. */
export interface DocumentStore {
  /** Undefined where there is none; throws `storage.broken` where it cannot be read, and keeps the broken file aside. */
  read(name: string): Promise<unknown>;
  write(name: string, value: unknown): Promise<void>;
  /** Nothing where there is none. */
  remove(name: string): Promise<void>;
}
