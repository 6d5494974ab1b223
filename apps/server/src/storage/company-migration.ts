import type { Migration } from 'kysely/migration';

/** Of an organisation: whether users are asked to keep the records of their sessions with their tickets. */
export const companyMigration: Migration = {
  async up({ schema }) {
    await schema
      .alterTable('organisations')
      .addColumn('records', 'text', (c) => c.notNull().defaultTo('outline'))
      .execute();
  },
};
