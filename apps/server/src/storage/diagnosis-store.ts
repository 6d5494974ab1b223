import type { DiagnosisSummary, SameFinding } from '@alongside/protocol';
import { type Kysely, sql } from 'kysely';
import { newestReportId } from './newest-report.ts';
import { relist } from './software-store.ts';
import type { DiagnosisFindingRow, DiagnosisReportRow, Tables } from './tables.ts';

const NEWEST = 100;
/** A device that sends more loses its oldest: a history of years is in the agent, not here. As many again with tickets. */
const KEPT_OF_A_DEVICE = 100;
const ELSEWHERE = 10;

export type NewDiagnosis = Omit<DiagnosisReportRow, 'organisationId'> & {
  readonly findings: readonly Pick<DiagnosisFindingRow, 'check' | 'status' | 'code'>[];
  /** Whether it has a list of installed programs. */
  readonly listsSoftware: boolean;
};

/** Reports of checks, as devices have sent them. */
export class DiagnosisStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** False where the device has sent a report of this id before: then nothing changes. */
  add(organisationId: string, { findings, listsSoftware, ...row }: NewDiagnosis): Promise<boolean> {
    return this.#db.transaction().execute(async (trx) => {
      const added = await trx
        .insertInto('diagnosisReports')
        .values({ ...row, organisationId })
        .onConflict((conflict) => conflict.columns(['organisationId', 'deviceId', 'reportId']).doNothing())
        .executeTakeFirst();
      if (added.numInsertedOrUpdatedRows !== 1n) return false;
      const { id: diagnosisId, deviceId } = row;
      if (findings.length > 0) {
        const rows = findings.map(({ check, status, code }) => ({ organisationId, diagnosisId, deviceId, check, status, code }));
        await trx.insertInto('diagnosisFindings').values(rows).execute();
      }
      const kept = trx
        .selectFrom('diagnosisReports')
        .select('id')
        .where('organisationId', '=', organisationId)
        .where('deviceId', '=', deviceId)
        .where('ticketId', row.ticketId === null ? 'is' : 'is not', null)
        .orderBy('receivedAt', 'desc')
        .orderBy('id')
        .limit(KEPT_OF_A_DEVICE);
      // With a report goes what was learnt of it: what still holds must not, because later ones looked elsewhere.
      const raised = trx
        .selectFrom('alerts')
        .select('diagnosisId')
        .where('organisationId', '=', organisationId)
        .where('deviceId', '=', deviceId)
        .where('state', '!=', 'closed');
      const listed = trx
        .selectFrom('softwareLists')
        .select('diagnosisId')
        .where('organisationId', '=', organisationId)
        .where('deviceId', '=', deviceId);
      await trx
        .deleteFrom('diagnosisReports')
        .where('organisationId', '=', organisationId)
        .where('deviceId', '=', deviceId)
        .where('ticketId', row.ticketId === null ? 'is' : 'is not', null)
        .where('id', 'not in', kept)
        .where('id', 'not in', raised)
        .where('id', 'not in', listed)
        .execute();
      if (listsSoftware) await relist(trx, organisationId, deviceId);
      return true;
    });
  }

  ofReport(organisationId: string, deviceId: string, reportId: string): Promise<DiagnosisReportRow | undefined> {
    return this.#reports(organisationId).where('deviceId', '=', deviceId).where('reportId', '=', reportId).executeTakeFirst();
  }

  /** The report and its findings, for good. The ticket that it was with; undefined where it was not there. */
  async remove(organisationId: string, deviceId: string, reportId: string): Promise<{ ticketId: string | null } | undefined> {
    const removed = await this.#db.transaction().execute(async (trx) => {
      const report = await trx
        .selectFrom('diagnosisReports as report')
        .leftJoin('softwareLists as list', 'list.diagnosisId', 'report.id')
        .select(['report.id', 'report.ticketId', 'list.diagnosisId as listId'])
        .where('report.organisationId', '=', organisationId)
        .where('report.deviceId', '=', deviceId)
        .where('report.reportId', '=', reportId)
        .executeTakeFirst();
      if (!report) return undefined;
      await trx.deleteFrom('diagnosisReports').where('organisationId', '=', organisationId).where('id', '=', report.id).execute();
      if (report.listId !== null) await relist(trx, organisationId, deviceId);
      return { ticketId: report.ticketId };
    });
    if (removed) await this.#forget();
    return removed;
  }

  async removeAll(organisationId: string, deviceId: string): Promise<void> {
    await this.#db
      .deleteFrom('diagnosisReports')
      .where('organisationId', '=', organisationId)
      .where('deviceId', '=', deviceId)
      .execute();
    await this.#forget();
  }

  find(organisationId: string, id: string): Promise<DiagnosisReportRow | undefined> {
    return this.#reports(organisationId).where('id', '=', id).executeTakeFirst();
  }

  ofDevice(organisationId: string, deviceId: string): Promise<DiagnosisSummary[]> {
    return this.#summaries(organisationId, 'deviceId', deviceId);
  }

  ofTicket(organisationId: string, ticketId: string): Promise<DiagnosisSummary[]> {
    return this.#summaries(organisationId, 'ticketId', ticketId);
  }

  hashesOf(organisationId: string, ticketId: string): Promise<{ id: string; sha256: string }[]> {
    return this.#db
      .selectFrom('diagnosisReports')
      .select(['id', 'sha256'])
      .where('organisationId', '=', organisationId)
      .where('ticketId', '=', ticketId)
      .orderBy('receivedAt')
      .execute();
  }

  async summary(organisationId: string, id: string): Promise<DiagnosisSummary | undefined> {
    return (await this.#summaries(organisationId, 'id', id))[0];
  }

  /** Other devices whose newest report fails or warns where report `id` does, by check; few of each, and how many there are. */
  async elsewhere(organisationId: string, id: string): Promise<{ check: string; count: number; devices: SameFinding[] }[]> {
    const own = await this.#db
      .selectFrom('diagnosisFindings')
      .select(['check', 'deviceId'])
      .where('organisationId', '=', organisationId)
      .where('diagnosisId', '=', id)
      .where('status', 'in', ['fail', 'warn'])
      .execute();
    if (own.length === 0) return [];
    // In two steps, from the computers to their newest reports: of all that ever failed somewhere there is far more.
    const others = await this.#db
      .selectFrom('devices')
      .select(newestReportId().as('newestId'))
      .where('organisationId', '=', organisationId)
      .where('retiredAt', 'is', null)
      .where(
        'id',
        'not in',
        own.map(({ deviceId }) => deviceId),
      )
      .execute();
    const rows = await this.#db
      .selectFrom('diagnosisFindings as other')
      .innerJoin('diagnosisReports as report', 'report.id', 'other.diagnosisId')
      .innerJoin('devices', 'devices.id', 'other.deviceId')
      .select(['other.check', 'other.status', 'report.id', 'report.startedAt', 'devices.id as deviceId', 'devices.name'])
      .where('other.organisationId', '=', organisationId)
      .where(
        'other.diagnosisId',
        'in',
        others.map(({ newestId }) => newestId).filter((newest) => newest !== null),
      )
      .where(
        'other.check',
        'in',
        own.map(({ check }) => check),
      )
      .where('other.status', 'in', ['fail', 'warn'])
      .orderBy('report.startedAt', 'desc')
      .execute();
    return [...Map.groupBy(rows, ({ check }) => check)].map(([check, same]) => ({
      check,
      count: same.length,
      devices: same.slice(0, ELSEWHERE).map((row) => ({
        id: row.id,
        device: { id: row.deviceId, name: row.name },
        status: row.status,
        startedAt: row.startedAt,
      })),
    }));
  }

  /** What was deleted is overwritten in the file (`secure_delete`); here it leaves the log beside it as well. */
  async #forget(): Promise<void> {
    await sql`PRAGMA wal_checkpoint(TRUNCATE)`.execute(this.#db);
  }

  #reports(organisationId: string) {
    return this.#db.selectFrom('diagnosisReports').selectAll().where('organisationId', '=', organisationId);
  }

  async #summaries(organisationId: string, by: 'id' | 'deviceId' | 'ticketId', value: string): Promise<DiagnosisSummary[]> {
    const rows = await this.#db
      .selectFrom('diagnosisReports as report')
      .innerJoin('devices', 'devices.id', 'report.deviceId')
      .leftJoin('tickets', 'tickets.id', 'report.ticketId')
      .select(['report.id', 'report.deviceId', 'devices.name', 'report.ticketId', 'tickets.number', 'report.receivedAt'])
      .select([
        'report.startedAt',
        'report.profile',
        'report.basis',
        'report.fail',
        'report.warn',
        'report.worst',
        'report.bytes',
      ])
      .where('report.organisationId', '=', organisationId)
      .where(`report.${by}`, '=', value)
      .orderBy('report.receivedAt', 'desc')
      .orderBy('report.id')
      .limit(NEWEST)
      .execute();
    return rows.map(({ deviceId, name, ticketId, number, ...rest }) => ({
      ...rest,
      device: { id: deviceId, name },
      ticket: ticketId === null || number === null ? null : { id: ticketId, number },
    }));
  }
}
