import type { Migration } from 'kysely/migration';

interface Before {
  readonly kind: string;
  readonly console: boolean;
  readonly mail: boolean;
}

/** By which ways people hear of what: what is usual for a role; and what they chose before, way by way. */
export const channelsMigration: Migration = {
  async up(db) {
    await db.schema
      .createTable('noticeUsual')
      .addColumn('organisationId', 'text', (c) => c.notNull().references('organisations.id'))
      .addColumn('role', 'text', (c) => c.notNull())
      .addColumn('choices', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('notice_usual_key', ['organisationId', 'role'])
      .execute();
    for (const { userId, choices } of await db.selectFrom('noticeChoices').select(['userId', 'choices']).execute()) {
      // All kinds were kept with each tick; what was as it came is no choice.
      const chosen = (JSON.parse(String(choices)) as Before[]).flatMap(({ kind, console, mail }) => [
        ...(console ? [] : [{ kind, channel: 'bell', on: false }]),
        ...(mail ? [{ kind, channel: 'mail', on: true }] : []),
      ]);
      await db
        .updateTable('noticeChoices')
        .set({ choices: JSON.stringify(chosen) })
        .where('userId', '=', userId)
        .execute();
    }
  },
};
