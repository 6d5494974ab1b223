import type { Migration } from 'kysely/migration';

/** When an alert came of late, and when it was last told as failing: so that one that comes and goes is not told each time. */
export const flappingMigration: Migration = {
  async up(db) {
    await db.schema
      .alterTable('alerts')
      .addColumn('openings', 'text', (c) => c.notNull().defaultTo('[]'))
      .execute();
    await db.schema.alterTable('alerts').addColumn('failedAt', 'integer').execute();
  },
};
