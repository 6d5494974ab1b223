import type { Migration } from 'kysely/migration';

/** Of an organisation: its address, whose holidays it keeps, and the days on which nobody is there. */
export const profileMigration: Migration = {
  async up(db) {
    const column = (name: string, otherwise: string) =>
      db.schema
        .alterTable('organisations')
        .addColumn(name, 'text', (c) => c.notNull().defaultTo(otherwise))
        .execute();
    await column('email', '');
    await db.schema.alterTable('organisations').addColumn('holidays', 'text').execute();
    await column('ownDays', '[]');
    await column('closedDays', '[]');
  },
};
