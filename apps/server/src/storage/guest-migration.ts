import type { Migration } from 'kysely/migration';

/** Pages of users who come by the link of their ticket. */
export const guestMigration: Migration = {
  async up({ schema }) {
    await schema
      .createTable('guests')
      .addColumn('organisationId', 'text', (c) => c.notNull().references('organisations.id'))
      .addColumn('id', 'text', (c) => c.primaryKey().references('devices.id'))
      .addColumn('ticketId', 'text', (c) => c.notNull().references('tickets.id'))
      .addColumn('requestId', 'text', (c) => c.notNull())
      .addColumn('openedAt', 'integer', (c) => c.notNull())
      .execute();
  },
};
