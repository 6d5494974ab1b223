import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * Classified words stand apart in the search, so that nobody finds by them what they may not read. Which words these are is
 * no matter of SQL: the server reads each log once more (`TICKET_INDEX`).
 */
export const classifiedWordsMigration: Migration = {
  async up(db) {
    for (const name of ['in', 'out', 'over']) await sql`DROP TRIGGER ${sql.raw(`ticket_texts_${name}`)}`.execute(db);
    await sql`DROP TABLE ticket_search`.execute(db);
    await db.schema
      .alterTable('ticketTexts')
      .addColumn('classified', 'text', (c) => c.notNull().defaultTo(''))
      .execute();
    // As the one before (desk-migration.ts), with a column more.
    await sql`CREATE VIRTUAL TABLE ticket_search USING fts5(
      words, classified, content='ticket_texts', content_rowid='id', prefix='2 3', tokenize='unicode61 remove_diacritics 2'
    )`.execute(db);
    await sql`INSERT INTO ticket_search (ticket_search, rank) VALUES ('secure-delete', 1)`.execute(db);
    await sql`INSERT INTO ticket_search (ticket_search) VALUES ('rebuild')`.execute(db);
    await sql`CREATE TRIGGER ticket_texts_in AFTER INSERT ON ticket_texts BEGIN
      INSERT INTO ticket_search (rowid, words, classified) VALUES (new.id, new.words, new.classified);
    END`.execute(db);
    await sql`CREATE TRIGGER ticket_texts_out AFTER DELETE ON ticket_texts BEGIN
      INSERT INTO ticket_search (ticket_search, rowid, words, classified) VALUES ('delete', old.id, old.words, old.classified);
    END`.execute(db);
    await sql`CREATE TRIGGER ticket_texts_over AFTER UPDATE ON ticket_texts BEGIN
      INSERT INTO ticket_search (ticket_search, rowid, words, classified) VALUES ('delete', old.id, old.words, old.classified);
      INSERT INTO ticket_search (rowid, words, classified) VALUES (new.id, new.words, new.classified);
    END`.execute(db);
  },
};

/** Vendors, and what of tickets their users let them have. */
export const vendorsMigration: Migration = {
  async up({ schema }) {
    const owned = (name: string) =>
      schema.createTable(name).addColumn('organisationId', 'text', (c) => c.notNull().references('organisations.id'));
    await owned('vendors')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('contacts', 'text', (c) => c.notNull())
      .addColumn('contract', 'text', (c) => c.notNull())
      .addColumn('portal', 'text', (c) => c.notNull())
      .addColumn('answerWithinHours', 'integer', (c) => c.notNull())
      .execute();
    await owned('vendorPackages')
      .addColumn('sha256', 'text', (c) => c.notNull())
      .addColumn('ticketId', 'text', (c) => c.notNull().references('tickets.id').onDelete('cascade'))
      .addColumn('madeAt', 'integer', (c) => c.notNull())
      .addColumn('text', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('vendor_packages_key', ['organisationId', 'sha256'])
      .execute();
  },
};
