import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * The requests of before are tickets. Their columns stand empty (`indexed` 0) until the server has read each log once:
 * what a log adds up to is no matter of SQL.
 */
export const deskMigration: Migration = {
  async up(db) {
    const { schema } = db;
    const column = (name: string, type: 'text' | 'integer', otherwise: string | number) =>
      schema
        .alterTable('tickets')
        .addColumn(name, type, (c) => c.notNull().defaultTo(otherwise))
        .execute();
    const open = (name: string, type: 'text' | 'integer') => schema.alterTable('tickets').addColumn(name, type).execute();
    await column('indexed', 'integer', 0);
    await column('status', 'text', 'new');
    await column('active', 'integer', 1);
    await column('live', 'text', 'waiting');
    await column('tier', 'integer', 1);
    await column('priority', 'integer', 3);
    await column('updatedAt', 'integer', 0);
    for (const name of ['groupId', 'groupName', 'ownerId', 'ownerName', 'category', 'offeredTo', 'followHash']) {
      await open(name, 'text');
    }
    await open('waitingSince', 'integer');
    await open('offerLapsesAt', 'integer');

    const owned = (name: string) =>
      schema.createTable(name).addColumn('organisationId', 'text', (c) => c.notNull().references('organisations.id'));
    await owned('supportGroups')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('tier', 'integer', (c) => c.notNull())
      .addColumn('specialisation', 'text', (c) => c.notNull())
      .addColumn('acceptWithinMin', 'integer', (c) => c.notNull())
      .execute();
    await owned('supportGroupMembers')
      .addColumn('groupId', 'text', (c) => c.notNull().references('supportGroups.id').onDelete('cascade'))
      .addColumn('userId', 'text', (c) => c.notNull().references('users.id').onDelete('cascade'))
      .addPrimaryKeyConstraint('support_group_members_key', ['organisationId', 'groupId', 'userId'])
      .execute();
    await owned('ticketTags')
      .addColumn('ticketId', 'text', (c) => c.notNull().references('tickets.id').onDelete('cascade'))
      .addColumn('tag', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('ticket_tags_key', ['organisationId', 'ticketId', 'tag'])
      .execute();
    await owned('handoverPackages')
      .addColumn('sha256', 'text', (c) => c.notNull())
      .addColumn('ticketId', 'text', (c) => c.notNull().references('tickets.id'))
      .addColumn('madeAt', 'integer', (c) => c.notNull())
      .addColumn('manifest', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('handover_packages_key', ['organisationId', 'sha256'])
      .execute();
    await owned('ticketTexts')
      .addColumn('id', 'integer', (c) => c.primaryKey())
      .addColumn('ticketId', 'text', (c) => c.notNull().unique().references('tickets.id').onDelete('cascade'))
      .addColumn('words', 'text', (c) => c.notNull())
      .execute();
    // External content: the words stand once. Triggers as https://www.sqlite.org/fts5.html, section 4.4.3, has them.
    await sql`CREATE VIRTUAL TABLE ticket_search USING fts5(
      words, content='ticket_texts', content_rowid='id', prefix='2 3', tokenize='unicode61 remove_diacritics 2'
    )`.execute(db);
    await sql`INSERT INTO ticket_search (ticket_search, rank) VALUES ('secure-delete', 1)`.execute(db);
    await sql`CREATE TRIGGER ticket_texts_in AFTER INSERT ON ticket_texts BEGIN
      INSERT INTO ticket_search (rowid, words) VALUES (new.id, new.words);
    END`.execute(db);
    await sql`CREATE TRIGGER ticket_texts_out AFTER DELETE ON ticket_texts BEGIN
      INSERT INTO ticket_search (ticket_search, rowid, words) VALUES ('delete', old.id, old.words);
    END`.execute(db);
    await sql`CREATE TRIGGER ticket_texts_over AFTER UPDATE ON ticket_texts BEGIN
      INSERT INTO ticket_search (ticket_search, rowid, words) VALUES ('delete', old.id, old.words);
      INSERT INTO ticket_search (rowid, words) VALUES (new.id, new.words);
    END`.execute(db);

    const index = (name: string, table: string, columns: string[]) =>
      schema.createIndex(name).on(table).columns(columns).execute();
    await index('tickets_updated', 'tickets', ['organisationId', 'updatedAt']);
    await index('tickets_active', 'tickets', ['organisationId', 'active', 'updatedAt']);
    await index('tickets_owner', 'tickets', ['organisationId', 'ownerId', 'active', 'updatedAt']);
    await index('tickets_group', 'tickets', ['organisationId', 'groupId', 'active', 'updatedAt']);
    await index('tickets_status', 'tickets', ['organisationId', 'status', 'updatedAt']);
    await index('tickets_category', 'tickets', ['organisationId', 'category', 'updatedAt']);
    await index('tickets_indexed', 'tickets', ['indexed']);
    await index('tickets_follow', 'tickets', ['followHash']);
    await index('ticket_tags_tag', 'ticketTags', ['organisationId', 'tag', 'ticketId']);
    await index('support_group_members_user', 'supportGroupMembers', ['organisationId', 'userId']);
    await index('handover_packages_ticket', 'handoverPackages', ['organisationId', 'ticketId', 'madeAt']);
  },
};
