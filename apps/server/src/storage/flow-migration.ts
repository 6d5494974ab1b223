import type { Migration } from 'kysely/migration';

/** What the page of those who lead the desk counts, and its lists filter by. Filled when each log is read anew (TICKET_INDEX). */
export const flowMigration: Migration = {
  async up({ schema }) {
    const column = (name: string) => schema.alterTable('tickets').addColumn(name, 'integer').execute();
    await schema
      .alterTable('tickets')
      .addColumn('since', 'integer', (c) => c.notNull().defaultTo(0))
      .execute();
    for (const name of ['solvedAt', 'solvedTier', 'stars', 'ratedAt']) await column(name);
    await schema
      .alterTable('tickets')
      .addColumn('wantsManager', 'integer', (c) => c.notNull().defaultTo(0))
      .execute();

    const index = (name: string, columns: string[]) => schema.createIndex(name).on('tickets').columns(columns);
    // Of those that are not over, of which there are few: counted without a look at the rows.
    await index('tickets_now', ['organisationId', 'live', 'status', 'ownerId', 'waitingSince', 'since'])
      .where('active', '=', 1)
      .execute();
    await index('tickets_solved', ['organisationId', 'solvedAt', 'solvedTier', 'groupId', 'category'])
      .where('solvedAt', 'is not', null)
      .execute();
    await index('tickets_rated', ['organisationId', 'ratedAt', 'stars']).where('ratedAt', 'is not', null).execute();
    await index('tickets_wishes', ['organisationId', 'updatedAt']).where('wantsManager', '=', 1).execute();
  },
};
