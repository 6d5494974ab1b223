import type { ProgramDevice } from '@alongside/protocol';
import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';

/** One version of a program, and how many devices have it. */
export interface VersionRow {
  readonly name: string;
  readonly version: string;
  readonly devices: number;
  /** How many of these have another version of it that counts them. */
  readonly again: number;
}

/** Programs over all devices, from the newest list that each one's user sent. */
export class SoftwareStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** How many devices share their list, and of how many it is longer than a report carries. */
  async sharing(organisationId: string): Promise<{ devices: number; cut: number }> {
    const { devices, cut } = await this.#db
      .selectFrom('softwareLists')
      .select((eb) => [
        eb.fn.countAll<number>().as('devices'),
        eb.fn.sum<number | null>(sql`${eb.ref('count')} > ${eb.ref('listed')}`).as('cut'),
      ])
      .where('organisationId', '=', organisationId)
      .executeTakeFirstOrThrow();
    return { devices, cut: cut ?? 0 };
  }

  /** By name, then version. */
  versions(organisationId: string): Promise<VersionRow[]> {
    return this.#db
      .selectFrom('softwareListed')
      .select((eb) => ['name', 'version', eb.fn.countAll<number>().as('devices'), eb.fn.sum<number>('again').as('again')])
      .where('organisationId', '=', organisationId)
      .groupBy(['name', 'version'])
      .orderBy('name')
      .orderBy('version')
      .execute();
  }

  async devicesWith(organisationId: string, name: string, max: number): Promise<ProgramDevice[]> {
    const rows = await this.#db
      .selectFrom('softwareListed as one')
      .innerJoin('softwareLists as list', 'list.diagnosisId', 'one.diagnosisId')
      .innerJoin('devices', 'devices.id', 'list.deviceId')
      .innerJoin('diagnosisReports as report', 'report.id', 'list.diagnosisId')
      .select(['devices.id', 'devices.name', 'one.version', 'report.id as reportId', 'report.startedAt'])
      .where('one.organisationId', '=', organisationId)
      .where('one.name', '=', name)
      .orderBy(sql`devices.name collate nocase`)
      .orderBy('devices.id')
      .orderBy('one.version')
      .execute();
    return [...Map.groupBy(rows, ({ id }) => id).values()].slice(0, max).flatMap((same) => {
      const [first] = same;
      if (!first) return [];
      const { id, name: device, reportId, startedAt } = first;
      return [
        { device: { id, name: device }, versions: same.map(({ version }) => version).slice(0, 100), reportId, at: startedAt },
      ];
    });
  }
}

/**
 * Makes the list of a device anew, from the newest of its reports that has one; without such a report there is none. Reading
 * all of them takes a while: only where that report came or went. Within the caller's transaction.
 */
export async function relist(trx: Kysely<Tables>, organisationId: string, deviceId: string): Promise<void> {
  await trx.deleteFrom('softwareLists').where('organisationId', '=', organisationId).where('deviceId', '=', deviceId).execute();
  await sql`
    INSERT INTO software_lists (organisation_id, diagnosis_id, device_id, count, listed)
    SELECT organisation_id, id, device_id, json_extract(body, '$.facts.softwares.value.count'),
      json_array_length(body, '$.facts.softwares.value.listed')
    FROM diagnosis_reports
    WHERE organisation_id = ${organisationId} AND device_id = ${deviceId}
      AND json_extract(body, '$.facts.softwares.status') = 'known'
    ORDER BY received_at DESC, id LIMIT 1`.execute(trx);
  // Names and versions are the device's: one that it lists twice is one.
  await sql`
    INSERT INTO software_listed (organisation_id, diagnosis_id, name, version, again)
    SELECT organisation_id, diagnosis_id, name, version, row_number() OVER (PARTITION BY name ORDER BY version) > 1
    FROM (
      SELECT DISTINCT list.organisation_id, list.diagnosis_id,
        json_extract(one.value, '$.name') AS name, json_extract(one.value, '$.version') AS version
      FROM software_lists AS list JOIN diagnosis_reports AS report ON report.id = list.diagnosis_id,
        json_each(report.body, '$.facts.softwares.value.listed') AS one
      WHERE list.organisation_id = ${organisationId} AND list.device_id = ${deviceId}
    )`.execute(trx);
}
