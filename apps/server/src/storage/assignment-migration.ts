import { GIVEN_BY_HAND } from '@alongside/protocol';
import type { Migration } from 'kysely/migration';

/** Groups of before give by hand. */
export const assignmentMigration: Migration = {
  async up({ schema }) {
    await schema
      .alterTable('supportGroups')
      .addColumn('assignment', 'text', (c) => c.notNull().defaultTo(JSON.stringify(GIVEN_BY_HAND)))
      .execute();
    const owned = (name: string) =>
      schema.createTable(name).addColumn('organisationId', 'text', (c) => c.notNull().references('organisations.id'));
    await owned('personSkills')
      .addColumn('userId', 'text', (c) => c.notNull().references('users.id').onDelete('cascade'))
      .addColumn('skill', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('person_skills_key', ['organisationId', 'userId', 'skill'])
      .execute();
    await owned('ticketAsks')
      .addColumn('ticketId', 'text', (c) => c.notNull().references('tickets.id').onDelete('cascade'))
      .addColumn('userId', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('ticket_asks_key', ['organisationId', 'userId', 'ticketId'])
      .execute();
    await schema.createIndex('ticket_asks_ticket').on('ticketAsks').columns(['organisationId', 'ticketId']).execute();
  },
};
