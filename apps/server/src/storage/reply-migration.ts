import type { Migration } from 'kysely/migration';

/** Canned replies; and who watches or was named, filled when each log is read anew (TICKET_INDEX). */
export const replyMigration: Migration = {
  async up({ schema }) {
    const owned = (name: string) =>
      schema.createTable(name).addColumn('organisationId', 'text', (c) => c.notNull().references('organisations.id'));
    await owned('cannedReplies')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('title', 'text', (c) => c.notNull())
      .addColumn('language', 'text', (c) => c.notNull())
      .addColumn('groupId', 'text', (c) => c.references('supportGroups.id').onDelete('cascade'))
      .addColumn('text', 'text', (c) => c.notNull())
      .execute();
    await owned('ticketPeople')
      .addColumn('ticketId', 'text', (c) => c.notNull().references('tickets.id').onDelete('cascade'))
      .addColumn('userId', 'text', (c) => c.notNull())
      .addColumn('watches', 'integer', (c) => c.notNull())
      .addColumn('mentioned', 'integer', (c) => c.notNull())
      .addPrimaryKeyConstraint('ticket_people_key', ['organisationId', 'userId', 'ticketId'])
      .execute();
    await schema.createIndex('canned_replies_title').on('cannedReplies').columns(['organisationId', 'title']).execute();
    await schema.createIndex('ticket_people_ticket').on('ticketPeople').columns(['organisationId', 'ticketId']).execute();
  },
};
