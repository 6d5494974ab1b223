import type { Migration } from 'kysely/migration';

/** What the desk tells its own people, and by which ways they want to hear of it. */
export const ownNoticesMigration: Migration = {
  async up(db) {
    const owned = (name: string) =>
      db.schema
        .createTable(name)
        .addColumn('organisationId', 'text', (c) => c.notNull().references('organisations.id'))
        .addColumn('userId', 'text', (c) => c.notNull().references('users.id').onDelete('cascade'));
    await owned('notices')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('at', 'integer', (c) => c.notNull())
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('ticketId', 'text', (c) => c.notNull().references('tickets.id').onDelete('cascade'))
      .addColumn('number', 'integer', (c) => c.notNull())
      .addColumn('readAt', 'integer')
      .execute();
    await owned('noticeChoices')
      .addColumn('choices', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('notice_choices_key', ['organisationId', 'userId'])
      .execute();
    await db.schema.createIndex('notices_user').on('notices').columns(['organisationId', 'userId', 'at']).execute();
  },
};
