import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** A ticket may come without a computer; whether the public form is open is the organisation's to say. */
export const intakeMigration: Migration = {
  async up(db) {
    // Since SQLite 3.53, which Node 24.18 has: https://www.sqlite.org/lang_altertable.html, "ALTER COLUMN".
    await sql`ALTER TABLE tickets ALTER COLUMN device_id DROP NOT NULL`.execute(db);
    await db.schema
      .createTable('intakeSettings')
      .addColumn('organisationId', 'text', (c) => c.notNull().primaryKey().references('organisations.id'))
      .addColumn('form', 'integer', (c) => c.notNull())
      .execute();
  },
};
