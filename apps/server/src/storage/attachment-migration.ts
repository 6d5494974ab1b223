import type { Migration } from 'kysely/migration';

/** Files of tickets and of whatever else has some. */
export const attachmentMigration: Migration = {
  async up({ schema }) {
    await schema
      .createTable('attachments')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('organisationId', 'text', (c) => c.notNull().references('organisations.id'))
      .addColumn('placeKind', 'text', (c) => c.notNull())
      .addColumn('placeId', 'text', (c) => c.notNull())
      .addColumn('sha256', 'text', (c) => c.notNull())
      .addColumn('bytes', 'integer', (c) => c.notNull())
      .addColumn('mediaType', 'text', (c) => c.notNull())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('audience', 'text', (c) => c.notNull())
      .addColumn('at', 'integer', (c) => c.notNull())
      .addColumn('byKind', 'text', (c) => c.notNull())
      .addColumn('byId', 'text')
      .addColumn('byName', 'text', (c) => c.notNull())
      .addColumn('expiresAt', 'integer')
      .execute();
    const index = (name: string, columns: string[]) => schema.createIndex(name).on('attachments').columns(columns).execute();
    await index('attachments_place', ['organisationId', 'placeKind', 'placeId', 'at']);
    await index('attachments_hash', ['organisationId', 'sha256']);
    await index('attachments_expiry', ['organisationId', 'expiresAt']);
  },
};
