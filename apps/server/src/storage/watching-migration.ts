import type { Migration } from 'kysely/migration';

/** Of a session: which other one it watches. */
export const watchingMigration: Migration = {
  async up({ schema }) {
    await schema.alterTable('sessions').addColumn('watches', 'text').execute();
  },
};
