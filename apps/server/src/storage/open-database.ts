import { chmodSync, closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AppError } from '@alongside/base';
import { CamelCasePlugin, Kysely } from 'kysely';
import { knownMigrations, migrate } from './migrations.ts';
import { nodeSqliteDialect } from './node-sqlite.ts';
import { makePrivateFolder, withStorageErrors } from './private-folder.ts';
import type { Tables } from './tables.ts';

/** The first bytes of each SQLite file: https://www.sqlite.org/fileformat.html, section 1.3. */
const SQLITE_HEADER = 'SQLite format 3\0';

export interface OpenedDatabase {
  readonly db: Kysely<Tables>;
  readonly file: string;
  close(): void;
}

/**
 * Opens (or makes) `alongside.db` in the data folder: 0700 and 0600, WAL, each commit on disk before it is answered.
 * Throws `storage.broken` for a file that is not a sound database or a newer release's, without having written to it, and
 * `storage.read-only` or `storage.full` where it cannot be written. `upTo` names the last migration of an earlier release.
 */
export async function openDatabase(dataDir: string, upTo?: string): Promise<OpenedDatabase> {
  const file = join(dataDir, 'alongside.db');
  makePrivateFolder(dataDir);
  if (existsSync(file) && statSync(file).size > 0 && !startsAsSqlite(file)) throw broken(file, 'it is not a database');
  const database = withStorageErrors(dataDir, () => {
    // Made by ourselves first, so that it is never readable for others, not even for a moment.
    closeSync(openSync(file, 'a', 0o600));
    chmodSync(file, 0o600);
    return new DatabaseSync(file);
  });
  try {
    const check = database.prepare('PRAGMA quick_check(1)').get();
    if (check?.quick_check !== 'ok') throw broken(file, String(check?.quick_check));
    await mustBeReadable(database, file);
  } catch (error) {
    database.close();
    throw error instanceof AppError ? error : broken(file, (error as Error).message, error);
  }
  return withStorageErrors(dataDir, async () => {
    try {
      database.exec('PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON');
      // What a user takes back is overwritten, not only unlinked.
      database.exec('PRAGMA secure_delete = ON');
      const db = queriesOf(database);
      await migrate(db, upTo);
      return { db, file, close: () => database.close() };
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

/** The one query layer over a database that is open. */
export function queriesOf(database: DatabaseSync): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: nodeSqliteDialect(database), plugins: [new CamelCasePlugin()] });
}

/** An update that was taken back: what a newer release has written is nothing that this one understands. */
async function mustBeReadable(database: DatabaseSync, file: string): Promise<void> {
  const known = await knownMigrations();
  if ([...doneMigrations(database)].every((name) => known.has(name))) return;
  throw new AppError(
    'storage.broken',
    `A newer release of Alongside has worked with the data file ${file}, and this one cannot. It was left as it is. Start the newer release again, or put the backup from before the update in its place.`,
    { context: { file } },
  );
}

/**
 * Whether to open the database changes none of its tables: a server of an earlier release that runs with it would not know
 * them any more.
 */
export async function isCurrent(dataDir: string): Promise<boolean> {
  const database = new DatabaseSync(join(dataDir, 'alongside.db'), { readOnly: true });
  try {
    const done = doneMigrations(database);
    return [...(await knownMigrations())].every((name) => done.has(name));
  } finally {
    database.close();
  }
}

function doneMigrations(database: DatabaseSync): ReadonlySet<string> {
  if (!database.prepare("SELECT 1 FROM sqlite_master WHERE name = 'kysely_migration'").get()) return new Set();
  return new Set(
    database
      .prepare('SELECT name FROM kysely_migration')
      .all()
      .map(({ name }) => String(name)),
  );
}

function startsAsSqlite(file: string): boolean {
  const handle = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(SQLITE_HEADER.length);
    readSync(handle, bytes, 0, bytes.length, 0);
    return bytes.toString('latin1') === SQLITE_HEADER;
  } finally {
    closeSync(handle);
  }
}

function broken(file: string, reason: string, cause?: unknown): AppError {
  return new AppError(
    'storage.broken',
    `The data file ${file} cannot be read (${reason}). It was left as it is. Put a backup in its place, or move it away to start without data.`,
    { cause, context: { file } },
  );
}
