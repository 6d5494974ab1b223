import type { Migration } from 'kysely/migration';

/** What the developers were asked, and what they said. */
export const developersMigration: Migration = {
  async up({ schema }) {
    const owned = (name: string) =>
      schema.createTable(name).addColumn('organisationId', 'text', (c) => c.notNull().references('organisations.id'));
    await owned('developerIssues')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('number', 'integer', (c) => c.notNull())
      .addColumn('problemId', 'text', (c) => c.references('problems.id'))
      .addUniqueConstraint('developer_issues_number', ['organisationId', 'number'])
      .execute();
    await owned('developerEntries')
      .addColumn('issueId', 'text', (c) => c.notNull().references('developerIssues.id'))
      .addColumn('seq', 'integer', (c) => c.notNull())
      .addColumn('at', 'integer', (c) => c.notNull())
      .addColumn('byId', 'text')
      .addColumn('byName', 'text')
      .addColumn('body', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('developer_entries_key', ['organisationId', 'issueId', 'seq'])
      .execute();
    await schema.createIndex('developer_issues_problem').on('developerIssues').columns(['organisationId', 'problemId']).execute();
  },
};
