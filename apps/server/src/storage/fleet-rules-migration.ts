import type { Migration } from 'kysely/migration';

/** Pauses of schedules and webhooks, and what happens with alerts by itself. */
export const fleetRulesMigration: Migration = {
  async up(db) {
    for (const table of ['scanSchedules', 'webhooks']) {
      await db.schema
        .alterTable(table)
        .addColumn('paused', 'integer', (c) => c.notNull().defaultTo(0))
        .execute();
    }
    await db.schema
      .createTable('fleetRules')
      .addColumn('organisationId', 'text', (c) => c.primaryKey().notNull().references('organisations.id'))
      .addColumn('alertTickets', 'text', (c) => c.notNull())
      .execute();
  },
};
