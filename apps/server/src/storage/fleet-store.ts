import {
  type DeviceFilter,
  type DeviceGroup,
  type DeviceMarks,
  type FleetDevice,
  type FleetView,
  MAX_TAGS,
} from '@alongside/protocol';
import { type Kysely, sql } from 'kysely';
import type { DeviceMarkRow } from './fleet-tables.ts';
import { newestReportId } from './newest-report.ts';
import type { Tables } from './tables.ts';

type KeptDevice = Omit<FleetDevice, 'online'>;

/** Devices as a whole: what people say of them, and what their newest reports say. */
export class FleetStore {
  readonly #db: Kysely<Tables>;
  /** What was read last, and of which state of the database. */
  #read: { readonly state: string; readonly devices: readonly KeptDevice[] } | undefined;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /**
   * All that have not left, by name; who is connected is not known here. Reading five thousand takes a tenth of a second, and
   * all pages that are told of a change ask at once: what nobody wrote to since is not read again.
   */
  async devices(organisationId: string): Promise<readonly KeptDevice[]> {
    const state = `${organisationId} ${await this.#state()}`;
    if (this.#read?.state !== state) this.#read = { state, devices: await this.#devices(organisationId) };
    return this.#read.devices;
  }

  /** Another one after each write, by this connection or by another. */
  async #state(): Promise<string> {
    const { rows } = await sql<{ own: number; others: number }>`
      SELECT total_changes() AS own, data_version AS others FROM pragma_data_version`.execute(this.#db);
    return rows.map(({ own, others }) => `${own} ${others}`).join();
  }

  async #devices(organisationId: string): Promise<readonly KeptDevice[]> {
    const [rows, raised] = await Promise.all([this.#withNewest(organisationId), this.#raised(organisationId)]);
    return rows.map(({ tags, reportId, startedAt, reportWorst, ...row }) => {
      const ofDevice = raised.get(row.id) ?? [];
      const isBad = reportWorst === 'fail' || reportWorst === 'warn';
      const worst = ofDevice.some(({ status }) => status === 'fail') ? 'fail' : ofDevice.length > 0 ? 'warn' : null;
      return {
        ...row,
        tags: tags === null ? [] : readTags(tags),
        // A scan of the network alone does not make a full disk good.
        report:
          reportId === null || startedAt === null
            ? null
            : { id: reportId, at: startedAt, worst: worst ?? (isBad ? null : reportWorst) },
        raised: ofDevice,
      };
    });
  }

  #withNewest(organisationId: string) {
    return this.#db
      .selectFrom('devices')
      .leftJoin('deviceMarks', 'deviceMarks.deviceId', 'devices.id')
      .leftJoin('diagnosisReports as report', (join) => join.on('report.id', '=', newestReportId()))
      .select([
        'devices.id',
        'devices.name',
        'devices.system',
        'devices.enrolledAt',
        'devices.lastSeenAt',
        'deviceMarks.owner',
        'deviceMarks.groupId',
        'deviceMarks.tags',
        'deviceMarks.maintenanceUntil',
        'report.id as reportId',
        'report.startedAt',
        'report.worst as reportWorst',
      ])
      .where('devices.organisationId', '=', organisationId)
      .where('devices.retiredAt', 'is', null)
      .orderBy(sql`devices.name collate nocase`)
      .execute();
  }

  async #raised(organisationId: string): Promise<Map<string, FleetDevice['raised']>> {
    const rows = await this.#db
      .selectFrom('alerts')
      .select(['deviceId', 'check', 'status'])
      .where('organisationId', '=', organisationId)
      .where('state', '!=', 'closed')
      .orderBy('check')
      .execute();
    const byDevice = Map.groupBy(rows, ({ deviceId }) => deviceId);
    return new Map([...byDevice].map(([id, found]) => [id, found.map(({ check, status }) => ({ check, status }))]));
  }

  /** What stands in the way: a device or the group that is not there, or too many tags. Nothing is changed then. */
  mark(
    organisationId: string,
    deviceIds: readonly string[],
    marks: DeviceMarks,
  ): Promise<'device' | 'group' | 'tags' | undefined> {
    const { groupId, addTags = [], removeTags = [], owner, maintenanceUntil } = marks;
    return this.#db.transaction().execute(async (trx) => {
      const wanted = [...new Set(deviceIds)];
      const known = await trx
        .selectFrom('devices')
        .leftJoin('deviceMarks', 'deviceMarks.deviceId', 'devices.id')
        .select(['devices.id', 'deviceMarks.owner', 'deviceMarks.groupId', 'deviceMarks.tags', 'deviceMarks.maintenanceUntil'])
        .where('devices.organisationId', '=', organisationId)
        .where('devices.id', 'in', wanted)
        .where('devices.retiredAt', 'is', null)
        .execute();
      if (known.length !== wanted.length) return 'device';
      if (typeof groupId === 'string') {
        const group = await trx
          .selectFrom('deviceGroups')
          .select('id')
          .where('organisationId', '=', organisationId)
          .where('id', '=', groupId)
          .executeTakeFirst();
        if (!group) return 'group';
      }
      const marked = known.map((before) => {
        const tags = new Set([...(before.tags === null ? [] : readTags(before.tags)), ...addTags]);
        for (const tag of removeTags) tags.delete(tag);
        return { before, tags: [...tags] };
      });
      if (marked.some(({ tags }) => tags.length > MAX_TAGS)) return 'tags';
      for (const { before, tags } of marked) {
        const row: Omit<DeviceMarkRow, 'organisationId' | 'deviceId'> = {
          owner: owner === undefined ? before.owner : owner,
          groupId: groupId === undefined ? before.groupId : groupId,
          tags: JSON.stringify(tags),
          maintenanceUntil: maintenanceUntil === undefined ? before.maintenanceUntil : maintenanceUntil,
        };
        await trx
          .insertInto('deviceMarks')
          .values({ organisationId, deviceId: before.id, ...row })
          .onConflict((conflict) => conflict.column('deviceId').doUpdateSet(row).where('organisationId', '=', organisationId))
          .execute();
      }
      return undefined;
    });
  }

  /** Whether alerts of a device are quiet now. */
  async inMaintenance(organisationId: string, deviceId: string, now: number): Promise<boolean> {
    const row = await this.#db
      .selectFrom('deviceMarks')
      .select('maintenanceUntil')
      .where('organisationId', '=', organisationId)
      .where('deviceId', '=', deviceId)
      .executeTakeFirst();
    return row?.maintenanceUntil !== undefined && row.maintenanceUntil !== null && now < row.maintenanceUntil;
  }

  /** What was said of a device that leaves. */
  async forget(organisationId: string, deviceId: string): Promise<void> {
    for (const table of ['deviceMarks', 'scanTargets', 'alerts'] as const) {
      await this.#db.deleteFrom(table).where('organisationId', '=', organisationId).where('deviceId', '=', deviceId).execute();
    }
  }

  groups(organisationId: string): Promise<DeviceGroup[]> {
    return this.#db
      .selectFrom('deviceGroups')
      .select(['id', 'name'])
      .where('organisationId', '=', organisationId)
      .orderBy('name')
      .limit(200)
      .execute();
  }

  async views(organisationId: string): Promise<FleetView[]> {
    const rows = await this.#db
      .selectFrom('fleetViews')
      .select(['id', 'name', 'filter'])
      .where('organisationId', '=', organisationId)
      .orderBy('name')
      .limit(200)
      .execute();
    // Written by `addView` alone, from a filter of this type.
    return rows.map(({ id, name, filter }) => ({ id, name, filter: JSON.parse(filter) as DeviceFilter }));
  }

  async addGroup(organisationId: string, group: DeviceGroup): Promise<void> {
    await this.#db
      .insertInto('deviceGroups')
      .values({ organisationId, ...group })
      .execute();
  }

  async addView(organisationId: string, { filter, ...view }: FleetView): Promise<void> {
    await this.#db
      .insertInto('fleetViews')
      .values({ organisationId, ...view, filter: JSON.stringify(filter) })
      .execute();
  }

  /** False where there is none. */
  async remove(organisationId: string, table: 'deviceGroups' | 'fleetViews', id: string): Promise<boolean> {
    const removed = await this.#db
      .deleteFrom(table)
      .where('organisationId', '=', organisationId)
      .where('id', '=', id)
      .executeTakeFirst();
    return removed.numDeletedRows > 0n;
  }
}

/** Written by `mark` alone. */
function readTags(json: string): string[] {
  return JSON.parse(json) as string[];
}
