import type { Migration } from 'kysely/migration';

/** Outgoing mail; and of a ticket's link what it is made from again, so that each mail carries the same. */
export const noticesMigration: Migration = {
  async up(db) {
    await db.schema.alterTable('tickets').addColumn('followNonce', 'text').execute();
    await db.schema
      .createTable('mails')
      .addColumn('organisationId', 'text', (c) => c.notNull().references('organisations.id'))
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('toAddress', 'text', (c) => c.notNull())
      .addColumn('language', 'text', (c) => c.notNull())
      .addColumn('ticketId', 'text', (c) => c.references('tickets.id').onDelete('cascade'))
      .addColumn('number', 'integer')
      .addColumn('sealed', 'text', (c) => c.notNull())
      .addColumn('at', 'integer', (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('attempts', 'integer', (c) => c.notNull())
      .addColumn('nextAt', 'integer')
      .addColumn('error', 'text')
      .execute();
    const index = (name: string, columns: string[]) => db.schema.createIndex(name).on('mails').columns(columns).execute();
    await index('mails_at', ['organisationId', 'at']);
    await index('mails_state', ['organisationId', 'state']);
    await index('mails_to', ['organisationId', 'toAddress', 'at']);
    await index('mails_ticket', ['organisationId', 'ticketId', 'at']);
  },
};
