import type { Migration } from 'kysely/migration';

/** Of an organisation: its logo, and which file that is. */
export const logoMigration: Migration = {
  async up({ schema }) {
    await schema.alterTable('organisations').addColumn('logo', 'text').execute();
  },
};
