import type { Migration } from 'kysely/migration';

/** Groups, marks, views, scans of many devices, alerts and where these are sent. */
export const fleetMigration: Migration = {
  async up(db) {
    const owned = (name: string) =>
      db.schema.createTable(name).addColumn('organisationId', 'text', (c) => c.notNull().references('organisations.id'));
    const named = (name: string) => owned(name).addColumn('id', 'text', (c) => c.primaryKey());
    await named('deviceGroups')
      .addColumn('name', 'text', (c) => c.notNull())
      .execute();
    await owned('deviceMarks')
      .addColumn('deviceId', 'text', (c) => c.primaryKey().references('devices.id'))
      .addColumn('owner', 'text')
      .addColumn('groupId', 'text', (c) => c.references('deviceGroups.id').onDelete('set null'))
      .addColumn('tags', 'text', (c) => c.notNull())
      .addColumn('maintenanceUntil', 'integer')
      .execute();
    await named('fleetViews')
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('filter', 'text', (c) => c.notNull())
      .execute();
    await named('scanRuns')
      .addColumn('profile', 'text', (c) => c.notNull())
      .addColumn('startedAt', 'integer', (c) => c.notNull())
      .addColumn('startedBy', 'text')
      .execute();
    await owned('scanTargets')
      .addColumn('scanId', 'text', (c) => c.notNull().references('scanRuns.id').onDelete('cascade'))
      .addColumn('deviceId', 'text', (c) => c.notNull().references('devices.id'))
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('since', 'integer', (c) => c.notNull())
      .addColumn('attempts', 'integer', (c) => c.notNull())
      .addColumn('reportId', 'text', (c) => c.references('diagnosisReports.id').onDelete('set null'))
      .addPrimaryKeyConstraint('scan_targets_key', ['organisationId', 'scanId', 'deviceId'])
      .execute();
    await named('scanSchedules')
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('pattern', 'text', (c) => c.notNull())
      .addColumn('profile', 'text', (c) => c.notNull())
      .addColumn('filter', 'text', (c) => c.notNull())
      .execute();
    await named('alerts')
      .addColumn('deviceId', 'text', (c) => c.notNull().references('devices.id'))
      .addColumn('check', 'text', (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('status', 'text', (c) => c.notNull())
      .addColumn('openedAt', 'integer', (c) => c.notNull())
      .addColumn('closedAt', 'integer')
      .addColumn('times', 'integer', (c) => c.notNull())
      .addColumn('told', 'integer', (c) => c.notNull())
      .addColumn('mutedUntil', 'integer')
      .addColumn('ticketId', 'text', (c) => c.references('tickets.id'))
      // What a user takes back takes along what was learnt of it.
      .addColumn('diagnosisId', 'text', (c) => c.notNull().references('diagnosisReports.id').onDelete('cascade'))
      .addColumn('foundAt', 'integer', (c) => c.notNull())
      .addUniqueConstraint('alerts_one_a_finding', ['organisationId', 'deviceId', 'check'])
      .execute();
    await named('webhooks')
      .addColumn('url', 'text', (c) => c.notNull())
      .addColumn('secret', 'text', (c) => c.notNull())
      .addColumn('createdAt', 'integer', (c) => c.notNull())
      .execute();
    await named('webhookDeliveries')
      .addColumn('webhookId', 'text', (c) => c.notNull().references('webhooks.id').onDelete('cascade'))
      .addColumn('at', 'integer', (c) => c.notNull())
      .addColumn('event', 'text', (c) => c.notNull())
      .addColumn('body', 'text', (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('attempts', 'integer', (c) => c.notNull())
      .addColumn('nextAt', 'integer')
      .addColumn('status', 'integer')
      .addColumn('error', 'text')
      .execute();
    const index = (name: string, table: string, columns: string[]) =>
      db.schema.createIndex(name).on(table).columns(columns).execute();
    await index('diagnosis_reports_newest', 'diagnosisReports', ['organisationId', 'deviceId', 'receivedAt']);
    // Foreign keys that delete along look for their rows by these.
    await index('alerts_diagnosis', 'alerts', ['diagnosisId']);
    await index('scan_targets_report', 'scanTargets', ['reportId']);
    await index('webhook_deliveries_webhook', 'webhookDeliveries', ['webhookId', 'at']);
  },
};
