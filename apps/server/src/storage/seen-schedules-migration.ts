import type { Migration } from 'kysely/migration';

/** Up to when each schedule has been seen to: a restart of the server at that minute loses none. */
export const seenSchedulesMigration: Migration = {
  async up(db) {
    await db.schema
      .alterTable('scanSchedules')
      .addColumn('seenUntil', 'integer', (c) => c.notNull().defaultTo(0))
      .execute();
    await db.updateTable('scanSchedules').set({ seenUntil: Date.now() }).execute();
  },
};
