import type { DeviceFilter, ScanSchedule } from '@alongside/protocol';
import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** When it is due next is not kept: that follows from its pattern and the time. */
export type KeptSchedule = Omit<ScanSchedule, 'nextAt'>;

export class ScheduleStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async list(organisationId: string): Promise<KeptSchedule[]> {
    const rows = await this.#db
      .selectFrom('scanSchedules')
      .select(['id', 'name', 'pattern', 'profile', 'filter', 'paused'])
      .where('organisationId', '=', organisationId)
      .orderBy('name')
      .orderBy('id')
      .execute();
    // Written here alone, from a filter of this type.
    return rows.map(({ filter, paused, ...row }) => ({
      ...row,
      filter: JSON.parse(filter) as DeviceFilter,
      paused: paused === 1,
    }));
  }

  async add(organisationId: string, { id, ...schedule }: KeptSchedule): Promise<void> {
    await this.#db
      .insertInto('scanSchedules')
      .values({ organisationId, id, ...columns(schedule) })
      .execute();
  }

  /** False where there is none. */
  async write(organisationId: string, { id, ...schedule }: KeptSchedule): Promise<boolean> {
    const changed = await this.#db
      .updateTable('scanSchedules')
      .set(columns(schedule))
      .where('organisationId', '=', organisationId)
      .where('id', '=', id)
      .executeTakeFirst();
    return changed.numUpdatedRows > 0n;
  }

  /** False where there is none. */
  async remove(organisationId: string, id: string): Promise<boolean> {
    const removed = await this.#db
      .deleteFrom('scanSchedules')
      .where('organisationId', '=', organisationId)
      .where('id', '=', id)
      .executeTakeFirst();
    return removed.numDeletedRows > 0n;
  }
}

function columns({ filter, paused, ...schedule }: Omit<KeptSchedule, 'id'>) {
  return { ...schedule, filter: JSON.stringify(filter), paused: paused ? (1 as const) : (0 as const) };
}
