import type { Migration } from 'kysely/migration';

/** Entries of logs of which somebody is still to be told. What was entered before is told by now, or lost. */
export const untoldMigration: Migration = {
  async up(db) {
    await db.schema
      .createTable('untold')
      .addColumn('organisationId', 'text', (c) => c.notNull().references('organisations.id'))
      .addColumn('ticketId', 'text', (c) => c.notNull().references('tickets.id').onDelete('cascade'))
      .addColumn('seq', 'integer', (c) => c.notNull())
      .addColumn('whom', 'text', (c) => c.notNull())
      .addColumn('at', 'integer', (c) => c.notNull())
      .addPrimaryKeyConstraint('untold_key', ['ticketId', 'seq', 'whom'])
      .execute();
  },
};
