import type { Migration } from 'kysely/migration';

/** Playbooks and questions that a desk writes for itself, version by version. */
export const editingMigration: Migration = {
  async up({ schema }) {
    await schema
      .createTable('editions')
      .addColumn('organisationId', 'text', (c) => c.notNull().references('organisations.id'))
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('itemId', 'text', (c) => c.notNull())
      .addColumn('version', 'integer', (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('at', 'integer', (c) => c.notNull())
      .addColumn('byId', 'text', (c) => c.notNull())
      .addColumn('byName', 'text', (c) => c.notNull())
      .addColumn('note', 'text', (c) => c.notNull())
      .addColumn('text', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('editions_key', ['organisationId', 'kind', 'itemId', 'version'])
      .execute();
  },
};
