import type { DeviceFilter, ScanSchedule } from '@alongside/protocol';
import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** When it is due next is not kept: that follows from its pattern and the time. */
export type KeptSchedule = Omit<ScanSchedule, 'nextAt'>;

interface RunningSchedule extends Pick<KeptSchedule, 'id' | 'pattern' | 'profile' | 'filter'> {
  readonly seenUntil: number;
}

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

  /** Those that are not paused, with the instant up to which each has been seen to. */
  async running(organisationId: string): Promise<RunningSchedule[]> {
    const rows = await this.#db
      .selectFrom('scanSchedules')
      .select(['id', 'seenUntil', 'pattern', 'profile', 'filter'])
      .where('organisationId', '=', organisationId)
      .where('paused', '=', 0)
      .execute();
    return rows.map(({ filter, ...row }) => ({ ...row, filter: JSON.parse(filter) as DeviceFilter }));
  }

  async seen(organisationId: string, id: string, until: number): Promise<void> {
    await this.#db
      .updateTable('scanSchedules')
      .set({ seenUntil: until })
      .where('organisationId', '=', organisationId)
      .where('id', '=', id)
      .execute();
  }

  /** `now`: nothing from before it is due. */
  async add(organisationId: string, { id, ...schedule }: KeptSchedule, now: number): Promise<void> {
    await this.#db
      .insertInto('scanSchedules')
      .values({ organisationId, id, ...columns(schedule), seenUntil: now })
      .execute();
  }

  /** False where there is none. `now`: as in `add`, so that what was due in a pause stays missed. */
  async write(organisationId: string, { id, ...schedule }: KeptSchedule, now: number): Promise<boolean> {
    const changed = await this.#db
      .updateTable('scanSchedules')
      .set({ ...columns(schedule), seenUntil: now })
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
