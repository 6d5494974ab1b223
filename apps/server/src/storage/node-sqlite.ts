import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { type Dialect, type SqliteDatabase, SqliteDialect } from 'kysely';

/**
 * Kysely's own SQLite dialect over node:sqlite: only the few calls that it makes of a driver differ. (better-auth has a
 * whole dialect for it, but inside a package that it does not export.)
 */
export function nodeSqliteDialect(database: DatabaseSync): Dialect {
  const driver: SqliteDatabase = {
    close: () => database.close(),
    prepare(sql) {
      const statement = database.prepare(sql);
      const values = (parameters: readonly unknown[]) => parameters as SQLInputValue[];
      return {
        // A statement that gives columns is read; anything else is run.
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...values(parameters)),
        run: (parameters) => statement.run(...values(parameters)),
        iterate: (parameters) => statement.iterate(...values(parameters)),
      };
    },
  };
  return new SqliteDialect({ database: driver });
}
