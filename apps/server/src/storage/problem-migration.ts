import type { Migration } from 'kysely/migration';

/** Known problems and which tickets have them. */
export const problemMigration: Migration = {
  async up(db) {
    const owned = (name: string) =>
      db.schema.createTable(name).addColumn('organisationId', 'text', (c) => c.notNull().references('organisations.id'));
    await owned('problems')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('number', 'integer', (c) => c.notNull())
      .addUniqueConstraint('problems_number', ['organisationId', 'number'])
      .execute();
    await owned('problemEntries')
      .addColumn('problemId', 'text', (c) => c.notNull().references('problems.id'))
      .addColumn('seq', 'integer', (c) => c.notNull())
      .addColumn('at', 'integer', (c) => c.notNull())
      .addColumn('byId', 'text')
      .addColumn('byName', 'text')
      .addColumn('body', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('problem_entries_key', ['organisationId', 'problemId', 'seq'])
      .execute();
    await owned('problemLinks')
      .addColumn('problemId', 'text', (c) => c.notNull().references('problems.id'))
      .addColumn('ticketId', 'text', (c) => c.notNull().references('tickets.id').onDelete('cascade'))
      .addColumn('verdict', 'text', (c) => c.notNull())
      .addColumn('at', 'integer', (c) => c.notNull())
      .addPrimaryKeyConstraint('problem_links_key', ['organisationId', 'problemId', 'ticketId'])
      .execute();
    await db.schema.createIndex('problem_links_ticket').on('problemLinks').columns(['organisationId', 'ticketId']).execute();
  },
};
