import type { Kysely } from 'kysely';
import { type Migration, type MigrationProvider, Migrator } from 'kysely/migration';
import { apiKeyMigration } from './api-key-migration.ts';
import { assignmentMigration } from './assignment-migration.ts';
import { attachmentMigration } from './attachment-migration.ts';
import { byDeviceMigration } from './by-device-migration.ts';
import { changedByMigration } from './changed-by-migration.ts';
import { channelsMigration } from './channels-migration.ts';
import { companyMigration } from './company-migration.ts';
import { deskMigration } from './desk-migration.ts';
import { developersMigration } from './developers-migration.ts';
import { editingMigration } from './editing-migration.ts';
import { flappingMigration } from './flapping-migration.ts';
import { fleetMigration } from './fleet-migration.ts';
import { fleetRulesMigration } from './fleet-rules-migration.ts';
import { flowMigration } from './flow-migration.ts';
import { guestMigration } from './guest-migration.ts';
import { intakeMigration } from './intake-migration.ts';
import { kbMigration } from './kb-migration.ts';
import { logoMigration } from './logo-migration.ts';
import { moreChangedByMigration } from './more-changed-by-migration.ts';
import { noticesMigration } from './notices-migration.ts';
import { ownNoticesMigration } from './own-notices-migration.ts';
import { problemMigration } from './problem-migration.ts';
import { profileMigration } from './profile-migration.ts';
import { quietMigration } from './quiet-migration.ts';
import { replyMigration } from './reply-migration.ts';
import { seenSchedulesMigration } from './seen-schedules-migration.ts';
import { softwareMigration } from './software-migration.ts';
import type { Tables } from './tables.ts';
import { untoldMigration } from './untold-migration.ts';
import { classifiedWordsMigration, vendorsMigration } from './vendors-migration.ts';
import { watchingMigration } from './watching-migration.ts';

/**
 * Every change of the tables since the first, by name in order. A migration that was released is never edited.
 * They see the database without types, since the types are those of the last one.
 */
// biome-ignore lint/suspicious/noExplicitAny: Kysely's own type for migrations; a migration outlives the table types
type AnyDatabase = Kysely<any>;

const first: Migration = {
  async up(db: AnyDatabase) {
    const schema = db.schema;
    await schema
      .createTable('organisations')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('phone', 'text', (c) => c.notNull())
      .addColumn('timeZone', 'text', (c) => c.notNull())
      .addColumn('hours', 'text', (c) => c.notNull())
      .addColumn('nextTicketNumber', 'integer', (c) => c.notNull())
      .addColumn('setUpAt', 'integer')
      .addColumn('createdAt', 'integer', (c) => c.notNull())
      .execute();
    const owned = (name: string) =>
      schema.createTable(name).addColumn('organisationId', 'text', (c) => c.notNull().references('organisations.id'));
    await owned('users')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('email', 'text', (c) => c.notNull().unique())
      .addColumn('emailVerified', 'integer', (c) => c.notNull().defaultTo(0))
      .addColumn('image', 'text')
      .addColumn('role', 'text', (c) => c.notNull())
      .addColumn('active', 'integer', (c) => c.notNull().defaultTo(1))
      .addColumn('createdAt', 'text', (c) => c.notNull())
      .addColumn('updatedAt', 'text', (c) => c.notNull())
      .execute();
    await owned('httpSessions')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('userId', 'text', (c) => c.notNull().references('users.id').onDelete('cascade'))
      .addColumn('token', 'text', (c) => c.notNull().unique())
      .addColumn('expiresAt', 'text', (c) => c.notNull())
      .addColumn('ipAddress', 'text')
      .addColumn('userAgent', 'text')
      .addColumn('createdAt', 'text', (c) => c.notNull())
      .addColumn('updatedAt', 'text', (c) => c.notNull())
      .execute();
    await owned('credentials')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('userId', 'text', (c) => c.notNull().references('users.id').onDelete('cascade'))
      .addColumn('accountId', 'text', (c) => c.notNull())
      .addColumn('providerId', 'text', (c) => c.notNull())
      .addColumn('password', 'text')
      .addColumn('accessToken', 'text')
      .addColumn('refreshToken', 'text')
      .addColumn('idToken', 'text')
      .addColumn('accessTokenExpiresAt', 'text')
      .addColumn('refreshTokenExpiresAt', 'text')
      .addColumn('scope', 'text')
      .addColumn('createdAt', 'text', (c) => c.notNull())
      .addColumn('updatedAt', 'text', (c) => c.notNull())
      .addUniqueConstraint('credentials_one_a_user', ['userId', 'providerId'])
      .execute();
    await schema
      .createTable('verifications')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('identifier', 'text', (c) => c.notNull())
      .addColumn('value', 'text', (c) => c.notNull())
      .addColumn('expiresAt', 'text', (c) => c.notNull())
      .addColumn('createdAt', 'text', (c) => c.notNull())
      .addColumn('updatedAt', 'text', (c) => c.notNull())
      .execute();
    await owned('links')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('kind', 'text', (c) => c.notNull())
      .addColumn('tokenHash', 'text', (c) => c.notNull().unique())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('email', 'text')
      .addColumn('createdAt', 'integer', (c) => c.notNull())
      .addColumn('expiresAt', 'integer', (c) => c.notNull())
      .addColumn('usedAt', 'integer')
      .execute();
    await owned('devices')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('publicKey', 'text', (c) => c.notNull().unique())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('system', 'text', (c) => c.notNull())
      .addColumn('enrolledAt', 'integer', (c) => c.notNull())
      .addColumn('lastSeenAt', 'integer')
      .execute();
    await owned('technicianKeys')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('userId', 'text', (c) => c.notNull().references('users.id').onDelete('cascade'))
      .addColumn('publicKey', 'text', (c) => c.notNull().unique())
      .addColumn('label', 'text', (c) => c.notNull())
      .addColumn('createdAt', 'integer', (c) => c.notNull())
      .execute();
    await owned('tickets')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('number', 'integer', (c) => c.notNull())
      .addColumn('requestId', 'text', (c) => c.notNull())
      .addColumn('deviceId', 'text', (c) => c.notNull().references('devices.id'))
      .addColumn('requester', 'text', (c) => c.notNull())
      .addColumn('text', 'text', (c) => c.notNull())
      .addColumn('proof', 'text', (c) => c.notNull())
      .addColumn('createdAt', 'integer', (c) => c.notNull())
      .addColumn('closedAt', 'integer')
      .addUniqueConstraint('tickets_number', ['organisationId', 'number'])
      .addUniqueConstraint('tickets_request', ['organisationId', 'requestId'])
      .execute();
    await schema.createIndex('tickets_by_device').on('tickets').columns(['organisationId', 'deviceId']).execute();
    await schema.createIndex('tickets_by_closing').on('tickets').columns(['organisationId', 'closedAt']).execute();
    await owned('ticketEvents')
      .addColumn('ticketId', 'text', (c) => c.notNull().references('tickets.id'))
      .addColumn('seq', 'integer', (c) => c.notNull())
      .addColumn('at', 'integer', (c) => c.notNull())
      .addColumn('actorKind', 'text', (c) => c.notNull())
      .addColumn('actorId', 'text')
      .addColumn('actorName', 'text', (c) => c.notNull())
      .addColumn('body', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('ticket_events_key', ['ticketId', 'seq'])
      .execute();
    await owned('sessions')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('ticketId', 'text', (c) => c.notNull().references('tickets.id'))
      .addColumn('deviceId', 'text', (c) => c.notNull().references('devices.id'))
      .addColumn('technicianId', 'text', (c) => c.notNull().references('users.id'))
      .addColumn('technicianName', 'text', (c) => c.notNull())
      .addColumn('keyId', 'text', (c) => c.notNull())
      .addColumn('technicianPublicKey', 'text', (c) => c.notNull())
      .addColumn('state', 'text', (c) => c.notNull())
      .addColumn('offeredAt', 'integer', (c) => c.notNull())
      .addColumn('joinedAt', 'integer')
      .addColumn('endedAt', 'integer')
      .addColumn('headSeq', 'integer')
      .addColumn('headHash', 'text')
      .execute();
    await schema.createIndex('sessions_by_ticket').on('sessions').columns(['organisationId', 'ticketId']).execute();
    await owned('keptHeads')
      .addColumn('sessionId', 'text', (c) => c.notNull().references('sessions.id'))
      .addColumn('seq', 'integer', (c) => c.notNull())
      .addColumn('hash', 'text', (c) => c.notNull())
      .addColumn('agentJws', 'text', (c) => c.notNull())
      .addColumn('technicianJws', 'text', (c) => c.notNull())
      .addColumn('keptAt', 'integer', (c) => c.notNull())
      .addPrimaryKeyConstraint('kept_heads_key', ['sessionId', 'seq'])
      .execute();
  },
};

const retiredDevices: Migration = {
  async up(db: AnyDatabase) {
    await db.schema.alterTable('devices').addColumn('retiredAt', 'integer').execute();
  },
};

const roles: Migration = {
  async up(db: AnyDatabase) {
    await db.schema.alterTable('links').addColumn('role', 'text').execute();
  },
};

const keyApproval: Migration = {
  async up(db: AnyDatabase) {
    const { schema } = db;
    await schema.alterTable('users').addColumn('newKeyUntil', 'integer').execute();
    await schema.alterTable('technicianKeys').addColumn('lastUsedAt', 'integer').execute();
    await schema.alterTable('technicianKeys').addColumn('approvedAt', 'integer').execute();
    await schema.alterTable('technicianKeys').addColumn('approvedHow', 'text').execute();
    await schema.alterTable('technicianKeys').addColumn('approvedBy', 'text').execute();
    await schema.alterTable('technicianKeys').addColumn('approvedByKey', 'text').execute();
    await schema.alterTable('technicianKeys').addColumn('approval', 'text').execute();
    await schema.alterTable('technicianKeys').addColumn('removedAt', 'integer').execute();
    await db
      .updateTable('technicianKeys')
      .set((column) => ({ approvedAt: column.ref('createdAt'), approvedHow: 'earlier' }))
      .execute();
  },
};

const codesAndLinks: Migration = {
  async up(db: AnyDatabase) {
    const schema = db.schema;
    await schema
      .createTable('helpInvitations')
      .addColumn('organisationId', 'text', (c) => c.notNull().references('organisations.id'))
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('technicianId', 'text', (c) => c.notNull().references('users.id'))
      .addColumn('technicianName', 'text', (c) => c.notNull())
      .addColumn('tokenHash', 'text', (c) => c.notNull().unique())
      .addColumn('createdAt', 'integer', (c) => c.notNull())
      .addColumn('expiresAt', 'integer', (c) => c.notNull())
      .addColumn('usedAt', 'integer')
      .execute();
    await schema
      .alterTable('tickets')
      .addColumn('startedBy', 'text', (c) => c.notNull().defaultTo('request'))
      .execute();
    await schema.alterTable('tickets').addColumn('invitedById', 'text').execute();
    await schema.alterTable('tickets').addColumn('invitedByName', 'text').execute();
    await schema
      .createTable('reports')
      .addColumn('organisationId', 'text', (c) => c.notNull().references('organisations.id'))
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('deviceId', 'text', (c) => c.notNull().references('devices.id'))
      .addColumn('sessionId', 'text', (c) => c.notNull())
      .addColumn('ticketId', 'text', (c) => c.notNull())
      .addColumn('technicianId', 'text', (c) => c.notNull())
      .addColumn('technicianName', 'text', (c) => c.notNull())
      .addColumn('body', 'text', (c) => c.notNull())
      .addColumn('proof', 'text', (c) => c.notNull())
      .addColumn('createdAt', 'integer', (c) => c.notNull())
      .addColumn('handledAt', 'integer')
      .addUniqueConstraint('reports_one_a_session', ['organisationId', 'sessionId'])
      .execute();
  },
};

const factors: Migration = {
  async up(db: AnyDatabase) {
    const schema = db.schema;
    await schema
      .alterTable('organisations')
      .addColumn('factorRoles', 'text', (c) => c.notNull().defaultTo('[]'))
      .execute();
    await schema
      .alterTable('users')
      .addColumn('twoFactorEnabled', 'integer', (c) => c.notNull().defaultTo(0))
      .execute();
    await schema.alterTable('httpSessions').addColumn('confirmedAt', 'integer').execute();
    await schema.alterTable('httpSessions').addColumn('factorAt', 'integer').execute();
    await schema.alterTable('httpSessions').addColumn('factorMethod', 'text').execute();
    const owned = (name: string) =>
      schema
        .createTable(name)
        .addColumn('id', 'text', (c) => c.primaryKey())
        .addColumn('organisationId', 'text', (c) => c.notNull().references('organisations.id'));
    await owned('twoFactors')
      .addColumn('userId', 'text', (c) => c.notNull().unique().references('users.id').onDelete('cascade'))
      .addColumn('secret', 'text', (c) => c.notNull())
      .addColumn('backupCodes', 'text', (c) => c.notNull())
      .addColumn('verified', 'integer', (c) => c.notNull().defaultTo(0))
      .addColumn('failedVerificationCount', 'integer', (c) => c.notNull().defaultTo(0))
      .addColumn('lockedUntil', 'text')
      .execute();
    await owned('passkeys')
      .addColumn('userId', 'text', (c) => c.notNull().references('users.id').onDelete('cascade'))
      .addColumn('name', 'text')
      .addColumn('publicKey', 'text', (c) => c.notNull())
      .addColumn('credentialId', 'text', (c) => c.notNull().unique())
      .addColumn('counter', 'integer', (c) => c.notNull())
      .addColumn('deviceType', 'text', (c) => c.notNull())
      .addColumn('backedUp', 'integer', (c) => c.notNull())
      .addColumn('transports', 'text')
      .addColumn('createdAt', 'text')
      .addColumn('aaguid', 'text')
      .addColumn('lastUsedAt', 'integer')
      .execute();
  },
};

const standingStarts: Migration = {
  async up(db: AnyDatabase) {
    await db.schema.alterTable('tickets').addColumn('standingId', 'text').execute();
  },
};

const organisationKey: Migration = {
  async up(db: AnyDatabase) {
    const owned = (name: string) =>
      db.schema
        .createTable(name)
        .addColumn('organisationId', 'text', (c) => c.notNull().references('organisations.id'))
        .addColumn('kind', 'text', (c) => c.notNull())
        .addColumn('hash', 'text', (c) => c.notNull());
    await owned('certificates')
      .addColumn('issuer', 'text', (c) => c.notNull())
      .addColumn('key', 'text', (c) => c.notNull())
      .addColumn('name', 'text', (c) => c.notNull())
      .addColumn('serial', 'text', (c) => c.notNull())
      .addColumn('validFrom', 'integer', (c) => c.notNull())
      .addColumn('validUntil', 'integer', (c) => c.notNull())
      .addColumn('jws', 'text', (c) => c.notNull())
      .addColumn('addedAt', 'integer', (c) => c.notNull())
      .addPrimaryKeyConstraint('certificates_key', ['organisationId', 'kind', 'hash', 'issuer', 'key'])
      .execute();
    await owned('trustDocuments')
      .addColumn('number', 'integer', (c) => c.notNull())
      .addColumn('signedAt', 'integer', (c) => c.notNull())
      .addColumn('admin', 'text', (c) => c.notNull())
      .addColumn('document', 'text', (c) => c.notNull())
      .addColumn('addedAt', 'integer', (c) => c.notNull())
      .addPrimaryKeyConstraint('trust_documents_key', ['organisationId', 'kind', 'hash'])
      .execute();
  },
};

const audit: Migration = {
  async up(db: AnyDatabase) {
    await db.schema
      .createTable('audit')
      .addColumn('organisationId', 'text', (c) => c.notNull().references('organisations.id'))
      .addColumn('seq', 'integer', (c) => c.notNull())
      .addColumn('entry', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('audit_key', ['organisationId', 'seq'])
      .execute();
  },
};

const diagnoses: Migration = {
  async up(db: AnyDatabase) {
    await db.schema
      .createTable('diagnosisReports')
      .addColumn('id', 'text', (c) => c.primaryKey())
      .addColumn('organisationId', 'text', (c) => c.notNull().references('organisations.id'))
      .addColumn('deviceId', 'text', (c) => c.notNull().references('devices.id'))
      .addColumn('reportId', 'text', (c) => c.notNull())
      .addColumn('ticketId', 'text', (c) => c.references('tickets.id'))
      .addColumn('receivedAt', 'integer', (c) => c.notNull())
      .addColumn('startedAt', 'integer', (c) => c.notNull())
      .addColumn('profile', 'text', (c) => c.notNull())
      .addColumn('basis', 'text', (c) => c.notNull())
      .addColumn('worst', 'text')
      .addColumn('fail', 'integer', (c) => c.notNull())
      .addColumn('warn', 'integer', (c) => c.notNull())
      .addColumn('bytes', 'integer', (c) => c.notNull())
      .addColumn('sha256', 'text', (c) => c.notNull())
      .addColumn('body', 'text', (c) => c.notNull())
      .addUniqueConstraint('diagnosis_reports_device', ['organisationId', 'deviceId', 'reportId'])
      .execute();
    await db.schema
      .createIndex('diagnosis_reports_ticket')
      .on('diagnosisReports')
      .columns(['organisationId', 'ticketId'])
      .execute();
    await db.schema
      .createTable('diagnosisFindings')
      .addColumn('organisationId', 'text', (c) => c.notNull().references('organisations.id'))
      .addColumn('diagnosisId', 'text', (c) => c.notNull().references('diagnosisReports.id').onDelete('cascade'))
      .addColumn('deviceId', 'text', (c) => c.notNull())
      .addColumn('check', 'text', (c) => c.notNull())
      .addColumn('status', 'text', (c) => c.notNull())
      .addColumn('code', 'text', (c) => c.notNull())
      .addPrimaryKeyConstraint('diagnosis_findings_key', ['organisationId', 'diagnosisId', 'check'])
      .execute();
    await db.schema
      .createIndex('diagnosis_findings_check')
      .on('diagnosisFindings')
      .columns(['organisationId', 'check', 'status'])
      .execute();
  },
};

const migrations: MigrationProvider = {
  getMigrations: () =>
    Promise.resolve({
      '2026-11-21-first': first,
      '2026-11-22-retired-devices': retiredDevices,
      '2026-11-28-1-roles': roles,
      '2026-11-28-2-browser-keys': keyApproval,
      '2026-11-28-3-codes-and-links': codesAndLinks,
      '2026-11-28-4-second-factors': factors,
      '2026-11-28-5-standing-starts': standingStarts,
      '2026-11-28-6-organisation-key': organisationKey,
      '2026-11-28-7-audit': audit,
      '2026-11-29-1-diagnoses': diagnoses,
      '2026-11-29-2-fleet': fleetMigration,
      '2026-11-29-3-software': softwareMigration,
      '2026-11-29-4-knowledge': kbMigration,
      '2026-11-29-5-desk': deskMigration,
      '2026-11-29-6-fleet-rules': fleetRulesMigration,
      '2026-11-29-7a-vendors': classifiedWordsMigration,
      '2026-11-29-7a2-vendors': vendorsMigration,
      '2026-11-29-7b-problems': problemMigration,
      '2026-11-29-7c-notices': noticesMigration,
      '2026-11-29-7c2-profile': profileMigration,
      '2026-11-29-7c3-own-notices': ownNoticesMigration,
      '2026-11-29-7d-flow': flowMigration,
      '2026-11-29-7e-intake': intakeMigration,
      '2026-11-29-7f-guests': guestMigration,
      '2026-11-29-7g-content': attachmentMigration,
      '2026-11-29-7h-assignment': assignmentMigration,
      '2026-11-29-7g2-replies': replyMigration,
      '2026-11-29-7i-api-keys': apiKeyMigration,
      '2026-11-29-8a-developers': developersMigration,
      '2026-11-29-8c-channels': channelsMigration,
      '2026-11-29-8c2-quiet': quietMigration,
      '2026-11-29-8e-editing': editingMigration,
      '2026-11-29-8f-company': companyMigration,
      '2026-11-29-8g-logo': logoMigration,
      '2026-11-29-9a-watching': watchingMigration,
      '2026-11-30-1a-seen-schedules': seenSchedulesMigration,
      '2026-11-30-2a-changed-by': changedByMigration,
      '2026-11-30-2a-flapping': flappingMigration,
      '2026-11-30-2b-untold': untoldMigration,
      '2026-12-01-1a-more-changed-by': moreChangedByMigration,
      '2026-12-01-5a-by-device': byDeviceMigration,
    }),
};

/** The names of all that this release knows. */
export async function knownMigrations(): Promise<ReadonlySet<string>> {
  return new Set(Object.keys(await migrations.getMigrations()));
}

/**
 * Brings the tables to the newest form, or to that of an earlier release. Throws what the failed step threw; that step is
 * undone.
 */
export async function migrate(db: Kysely<Tables>, upTo?: string): Promise<void> {
  const migrator = new Migrator({ db, provider: migrations });
  const { error } = await (upTo === undefined ? migrator.migrateToLatest() : migrator.migrateTo(upTo));
  if (error !== undefined) throw error;
}
