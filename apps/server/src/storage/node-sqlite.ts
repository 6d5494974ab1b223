import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { type Dialect, type SqliteDatabase, SqliteDialect, type SqliteStatement } from 'kysely';

/** More than the server has different ones; lists of conditions are made up, and the oldest of those go. */
const KEPT_STATEMENTS = 400;

/**
 * Kysely's own SQLite dialect over node:sqlite: only the few calls that it makes of a driver differ. (better-auth has a
 * whole dialect for it, but inside a package that it does not export.) Statements are kept: preparing one anew costs more
 * than running it.
 */
export function nodeSqliteDialect(database: DatabaseSync): Dialect {
  const kept = new Map<string, SqliteStatement>();
  const driver: SqliteDatabase = {
    close: () => {
      kept.clear();
      database.close();
    },
    prepare(sql) {
      const statement = kept.get(sql) ?? prepared(database, sql);
      // What was used last stands last.
      kept.delete(sql);
      kept.set(sql, statement);
      const [oldest] = kept.size > KEPT_STATEMENTS ? kept.keys() : [];
      if (oldest !== undefined) kept.delete(oldest);
      return statement;
    },
  };
  return new SqliteDialect({ database: driver });
}

function prepared(database: DatabaseSync, sql: string): SqliteStatement {
  const statement = database.prepare(sql);
  const values = (parameters: readonly unknown[]) => parameters as SQLInputValue[];
  return {
    // A statement that gives columns is read; anything else is run.
    reader: statement.columns().length > 0,
    all: (parameters) => statement.all(...values(parameters)),
    run: (parameters) => statement.run(...values(parameters)),
    // Read piece by piece: one of its own, which another use does not set back.
    iterate: (parameters) => database.prepare(sql).iterate(...values(parameters)),
  };
}
