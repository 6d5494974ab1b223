import type { Migration } from 'kysely/migration';

/** What more than one person writes, too: vendors, canned replies, usual notices and who needs a second factor. */
export const moreChangedByMigration: Migration = {
  async up(db) {
    const add = async (table: string, version: string, changedBy: string) => {
      await db.schema
        .alterTable(table)
        .addColumn(version, 'integer', (c) => c.notNull().defaultTo(0))
        .execute();
      await db.schema.alterTable(table).addColumn(changedBy, 'text').execute();
    };
    for (const table of ['vendors', 'cannedReplies', 'noticeUsual']) await add(table, 'version', 'changedBy');
    await add('organisations', 'factorVersion', 'factorBy');
  },
};
