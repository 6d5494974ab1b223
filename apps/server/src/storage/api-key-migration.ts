import type { Migration } from 'kysely/migration';

/** Keys of programs; and webhooks say what they are for: those of before are for alerts. */
export const apiKeyMigration: Migration = {
  async up({ schema }) {
    await schema
      .createTable('apiKeys')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('organisationId', 'text', (c) => c.notNull().references('organisations.id'))
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('tokenHash', 'text', (c) => c.notNull().unique())
      .addColumn('scopes', 'text', (c) => c.notNull())
      .addColumn('userId', 'text', (c) => c.notNull().references('users.id'))
      .addColumn('userName', 'text', (c) => c.notNull())
      .addColumn('createdAt', 'integer', (c) => c.notNull())
      .addColumn('expiresAt', 'integer', (c) => c.notNull())
      .addColumn('lastUsedAt', 'integer')
      .addColumn('revokedAt', 'integer')
      .execute();
    await schema
      .alterTable('webhooks')
      .addColumn('topics', 'text', (c) => c.notNull().defaultTo('["alerts"]'))
      .execute();
  },
};
