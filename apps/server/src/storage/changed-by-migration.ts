import type { Migration } from 'kysely/migration';

/** Of two admins who change the same at once the second is told; and invitations that were taken back. */
export const changedByMigration: Migration = {
  async up(db) {
    for (const table of ['organisations', 'supportGroups']) {
      await db.schema
        .alterTable(table)
        .addColumn('version', 'integer', (c) => c.notNull().defaultTo(0))
        .execute();
      await db.schema.alterTable(table).addColumn('changedBy', 'text').execute();
    }
    await db.schema.alterTable('links').addColumn('withdrawnAt', 'integer').execute();
  },
};
