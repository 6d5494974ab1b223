import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import { relist } from './software-store.ts';
import type { Tables } from './tables.ts';

/** Programs of the newest list of each device, also of reports that came before there was this table. */
export const softwareMigration: Migration = {
  async up(db: Kysely<Tables>) {
    await db.schema
      .createTable('softwareLists')
      .addColumn('organisationId', 'text', (c) => c.notNull().references('organisations.id'))
      // What a user takes back takes its list along.
      .addColumn('diagnosisId', 'text', (c) => c.primaryKey().references('diagnosisReports.id').onDelete('cascade'))
      .addColumn('deviceId', 'text', (c) => c.notNull().unique().references('devices.id'))
      .addColumn('count', 'integer', (c) => c.notNull())
      .addColumn('listed', 'integer', (c) => c.notNull())
      .execute();
    await db.schema
      .createTable('softwareListed')
      .addColumn('organisationId', 'text', (c) => c.notNull().references('organisations.id'))
      .addColumn('diagnosisId', 'text', (c) => c.notNull().references('softwareLists.diagnosisId').onDelete('cascade'))
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('version', 'text', (c) => c.notNull())
      .addColumn('again', 'integer', (c) => c.notNull())
      .addPrimaryKeyConstraint('software_listed_key', ['diagnosisId', 'name', 'version'])
      .execute();
    // All that is counted stands in it.
    await db.schema
      .createIndex('software_listed_name')
      .on('softwareListed')
      .columns(['organisationId', 'name', 'version', 'again', 'diagnosisId'])
      .execute();
    const known = await db.selectFrom('diagnosisReports').select(['organisationId', 'deviceId']).distinct().execute();
    for (const { organisationId, deviceId } of known) await relist(db, organisationId, deviceId);
  },
};
