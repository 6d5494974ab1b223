import type { Migration } from 'kysely/migration';

/** Articles of an organisation, whether they helped, and counts of steps. */
export const kbMigration: Migration = {
  async up(db) {
    const owned = (name: string) =>
      db.schema.createTable(name).addColumn('organisationId', 'text', (c) => c.notNull().references('organisations.id'));
    await owned('kbVersions')
      .addColumn('articleId', 'text', (c) => c.notNull())
      .addColumn('version', 'integer', (c) => c.notNull())
      .addColumn('at', 'integer', (c) => c.notNull())
      .addColumn('byId', 'text', (c) => c.notNull())
      .addColumn('byName', 'text', (c) => c.notNull())
      .addColumn('note', 'text', (c) => c.notNull())
      .addColumn('ticketId', 'text', (c) => c.references('tickets.id'))
      .addColumn('text', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('kb_versions_key', ['organisationId', 'articleId', 'version'])
      .execute();
    await owned('kbFeedback')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('articleId', 'text', (c) => c.notNull())
      .addColumn('version', 'integer', (c) => c.notNull())
      .addColumn('at', 'integer', (c) => c.notNull())
      .addColumn('reader', 'text', (c) => c.notNull())
      .addColumn('helpful', 'integer', (c) => c.notNull())
      .addColumn('reason', 'text', (c) => c.notNull())
      .execute();
    await owned('kbCounts')
      .addColumn('day', 'text', (c) => c.notNull())
      .addColumn('reader', 'text', (c) => c.notNull())
      .addColumn('step', 'text', (c) => c.notNull())
      .addColumn('articleId', 'text', (c) => c.notNull())
      .addColumn('count', 'integer', (c) => c.notNull())
      .addPrimaryKeyConstraint('kb_counts_key', ['organisationId', 'day', 'reader', 'step', 'articleId'])
      .execute();
    await db.schema.createIndex('kb_feedback_article').on('kbFeedback').columns(['organisationId', 'articleId', 'at']).execute();
  },
};
