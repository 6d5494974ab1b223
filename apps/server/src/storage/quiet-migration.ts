import type { Migration } from 'kysely/migration';

/** Of people: in which language they read, when they are left alone; and what waits to be mailed to them in one. */
export const quietMigration: Migration = {
  async up({ schema }) {
    const owned = (name: string) =>
      schema
        .createTable(name)
        .addColumn('organisationId', 'text', (c) => c.notNull().references('organisations.id'))
        .addColumn('userId', 'text', (c) => c.notNull().references('users.id').onDelete('cascade'));
    await owned('userSettings')
      .addColumn('language', 'text')
      .addColumn('hours', 'text')
      .addPrimaryKeyConstraint('user_settings_key', ['organisationId', 'userId'])
      .execute();
    await owned('heldNotices')
      .addColumn('ticketId', 'text', (c) => c.notNull().references('tickets.id').onDelete('cascade'))
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('number', 'integer', (c) => c.notNull())
      .addColumn('count', 'integer', (c) => c.notNull())
      .addColumn('at', 'integer', (c) => c.notNull())
      .addPrimaryKeyConstraint('held_notices_key', ['organisationId', 'userId', 'ticketId', 'kind'])
      .execute();
  },
};
