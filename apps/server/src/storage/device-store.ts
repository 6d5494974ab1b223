import { MAX_DEVICES } from '@alongside/protocol';
import type { Kysely } from 'kysely';
import type { DeviceRow, Tables } from './tables.ts';

export interface NewDevice {
  readonly id: string;
  readonly publicKey: string;
  readonly name: string;
  readonly system: string;
}

export class DeviceStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /**
   * Uses up the link `linkId` and keeps the device, in one step; the same key again keeps its id. Undefined where the
   * link was used or ran out.
   */
  enroll(organisationId: string, linkId: string, device: NewDevice, now: number): Promise<DeviceRow | undefined> {
    return this.#db.transaction().execute(async (trx) => {
      const used = await trx
        .updateTable('links')
        .set({ usedAt: now })
        .where('organisationId', '=', organisationId)
        .where('id', '=', linkId)
        .where('kind', '=', 'enrollment')
        .where('usedAt', 'is', null)
        .where('expiresAt', '>', now)
        .executeTakeFirst();
      if (used.numUpdatedRows === 0n) return undefined;
      return trx
        .insertInto('devices')
        .values({ ...device, organisationId, enrolledAt: now, lastSeenAt: null, retiredAt: null })
        .onConflict((conflict) =>
          conflict
            .column('publicKey')
            .doUpdateSet({ name: device.name, system: device.system, retiredAt: null })
            .where('organisationId', '=', organisationId),
        )
        .returningAll()
        .executeTakeFirst();
    });
  }

  /** Also one that has left: its tickets name it. */
  find(organisationId: string, deviceId: string): Promise<DeviceRow | undefined> {
    return this.#all(organisationId).where('id', '=', deviceId).executeTakeFirst();
  }

  /** Those that have not left, the newest first. */
  list(organisationId: string): Promise<DeviceRow[]> {
    return this.#all(organisationId).where('retiredAt', 'is', null).orderBy('enrolledAt', 'desc').limit(MAX_DEVICES).execute();
  }

  /** What each is called, also those that have left: their tickets name them, and leave the name out of what others read. */
  names(organisationId: string): Promise<Pick<DeviceRow, 'id' | 'name'>[]> {
    return this.#db.selectFrom('devices').select(['id', 'name']).where('organisationId', '=', organisationId).execute();
  }

  /** How many of these are there and have not left. */
  async countOf(organisationId: string, deviceIds: readonly string[]): Promise<number> {
    const { count } = await this.#db
      .selectFrom('devices')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('organisationId', '=', organisationId)
      .where('retiredAt', 'is', null)
      .where('id', 'in', deviceIds)
      .executeTakeFirstOrThrow();
    return count;
  }

  async count(organisationId: string): Promise<number> {
    const { count } = await this.#db
      .selectFrom('devices')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('organisationId', '=', organisationId)
      .where('retiredAt', 'is', null)
      .executeTakeFirstOrThrow();
    return count;
  }

  async seen(organisationId: string, deviceId: string, now: number): Promise<void> {
    await this.#db
      .updateTable('devices')
      .set({ lastSeenAt: now })
      .where('organisationId', '=', organisationId)
      .where('id', '=', deviceId)
      .execute();
  }

  async retire(organisationId: string, deviceId: string, now: number): Promise<void> {
    await this.#db
      .updateTable('devices')
      .set({ retiredAt: now })
      .where('organisationId', '=', organisationId)
      .where('id', '=', deviceId)
      .execute();
  }

  #all(organisationId: string) {
    return this.#db.selectFrom('devices').selectAll().where('organisationId', '=', organisationId);
  }
}
