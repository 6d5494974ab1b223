import { setImmediate } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';

/** The newest report of one computer, as far as something is looked for in it. Texts of JSON, null where there is none. */
export interface SpreadRow {
  readonly id: string;
  readonly name: string;
  readonly diagnosisId: string;
  readonly at: number;
  readonly system: string | null;
  readonly os: string | null;
  readonly hardware: string | null;
  readonly finding: string | null;
}

export interface ProgramRow {
  readonly id: string;
  readonly device: string;
  readonly diagnosisId: string;
  readonly at: number;
  readonly name: string;
  readonly version: string;
}

const AT_ONCE = 200;

/** What the newest reports of computers say, computer by computer. */
export class SpreadStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Of each computer but `butId`, by name. Reports are long: between so many of them others have their turn. */
  async newest(organisationId: string, butId: string | null, check: string): Promise<SpreadRow[]> {
    const devices = await this.#db
      .selectFrom('devices')
      .select('id')
      .where('organisationId', '=', organisationId)
      .where('retiredAt', 'is', null)
      .where('id', 'is not', butId)
      .orderBy(sql`name collate nocase`)
      .orderBy('id')
      .execute();
    const found: SpreadRow[] = [];
    for (let from = 0; from < devices.length; from += AT_ONCE) {
      const ids = devices.slice(from, from + AT_ONCE).map(({ id }) => id);
      found.push(...(await this.#newestOf(organisationId, ids, check)));
      await setImmediate();
    }
    return found;
  }

  async #newestOf(organisationId: string, ids: readonly string[], check: string): Promise<SpreadRow[]> {
    const { rows } = await sql<SpreadRow>`
      SELECT device.id AS id, device.name AS name, report.id AS "diagnosisId", report.started_at AS at,
        json_extract(report.body, '$.meta.system') AS system,
        json_extract(report.body, '$.facts.operatingsystem') AS os,
        json_extract(report.body, '$.facts.hardware') AS hardware,
        (SELECT one.value FROM json_each(report.body, '$.findings') AS one
          WHERE json_extract(one.value, '$.check') = ${check} LIMIT 1) AS finding
      FROM devices AS device JOIN diagnosis_reports AS report ON report.id = (
        SELECT newest.id FROM diagnosis_reports AS newest
        WHERE newest.organisation_id = ${organisationId} AND newest.device_id = device.id
        ORDER BY newest.received_at DESC, newest.id LIMIT 1)
      WHERE device.organisation_id = ${organisationId} AND device.id IN (${sql.join(ids)})
      ORDER BY device.name COLLATE NOCASE, device.id`.execute(this.#db);
    return rows;
  }

  /** Programs whose names have these words, of each computer but `butId` that shares its list. */
  async programs(organisationId: string, butId: string | null, words: string): Promise<ProgramRow[]> {
    return this.#db
      .selectFrom('softwareListed as one')
      .innerJoin('softwareLists as list', 'list.diagnosisId', 'one.diagnosisId')
      .innerJoin('devices as device', 'device.id', 'list.deviceId')
      .innerJoin('diagnosisReports as report', 'report.id', 'list.diagnosisId')
      .select(['device.id', 'device.name as device', 'report.id as diagnosisId', 'report.startedAt as at'])
      .select(['one.name', 'one.version'])
      .where('one.organisationId', '=', organisationId)
      .where('device.retiredAt', 'is', null)
      .where('device.id', 'is not', butId)
      .where(sql`instr(lower(one.name), lower(${words}))`, '>', 0)
      .orderBy(sql`device.name collate nocase`)
      .orderBy('device.id')
      .execute();
  }

  /** How many computers but `butId` share their list. */
  async sharing(organisationId: string, butId: string | null): Promise<number> {
    const { count } = await this.#db
      .selectFrom('softwareLists as list')
      .innerJoin('devices as device', 'device.id', 'list.deviceId')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('list.organisationId', '=', organisationId)
      .where('device.retiredAt', 'is', null)
      .where('device.id', 'is not', butId)
      .executeTakeFirstOrThrow();
    return count;
  }
}
