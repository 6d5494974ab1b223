import type { Kysely } from 'kysely';
import type { WebhookDeliveryRow, WebhookRow } from './fleet-tables.ts';
import type { Tables } from './tables.ts';

/** Of one webhook. */
const DELIVERIES_KEPT = 50;

export class WebhookStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  list(organisationId: string): Promise<WebhookRow[]> {
    return this.#db
      .selectFrom('webhooks')
      .selectAll()
      .where('organisationId', '=', organisationId)
      .orderBy('createdAt')
      .execute();
  }

  find(organisationId: string, id: string): Promise<WebhookRow | undefined> {
    return this.#db
      .selectFrom('webhooks')
      .selectAll()
      .where('organisationId', '=', organisationId)
      .where('id', '=', id)
      .executeTakeFirst();
  }

  async add(organisationId: string, webhook: Omit<WebhookRow, 'organisationId'>): Promise<void> {
    await this.#db
      .insertInto('webhooks')
      .values({ organisationId, ...webhook })
      .execute();
  }

  /** False where there is none. */
  async write(
    organisationId: string,
    id: string,
    change: Pick<WebhookRow, 'url' | 'paused'> & Partial<Pick<WebhookRow, 'topics'>>,
  ): Promise<boolean> {
    const changed = await this.#db
      .updateTable('webhooks')
      .set(change)
      .where('organisationId', '=', organisationId)
      .where('id', '=', id)
      .executeTakeFirst();
    return changed.numUpdatedRows > 0n;
  }

  /** Its deliveries go with it. False where there is none. */
  async remove(organisationId: string, id: string): Promise<boolean> {
    const removed = await this.#db
      .deleteFrom('webhooks')
      .where('organisationId', '=', organisationId)
      .where('id', '=', id)
      .executeTakeFirst();
    return removed.numDeletedRows > 0n;
  }

  /** The oldest beyond what is kept go, unless they still wait. False where it is there already. */
  async addDelivery(organisationId: string, delivery: Omit<WebhookDeliveryRow, 'organisationId'>): Promise<boolean> {
    const { webhookId } = delivery;
    return this.#db.transaction().execute(async (trx) => {
      const { numInsertedOrUpdatedRows } = await trx
        .insertInto('webhookDeliveries')
        .values({ organisationId, ...delivery })
        .onConflict((c) => c.column('id').doNothing())
        .executeTakeFirstOrThrow();
      if (numInsertedOrUpdatedRows === 0n) return false;
      const kept = trx
        .selectFrom('webhookDeliveries')
        .select('id')
        .where('organisationId', '=', organisationId)
        .where('webhookId', '=', webhookId)
        .orderBy('at', 'desc')
        .limit(DELIVERIES_KEPT);
      await trx
        .deleteFrom('webhookDeliveries')
        .where('organisationId', '=', organisationId)
        .where('webhookId', '=', webhookId)
        .where('state', '!=', 'waiting')
        .where('id', 'not in', kept)
        .execute();
      return true;
    });
  }

  async tried(
    organisationId: string,
    id: string,
    result: Pick<WebhookDeliveryRow, 'state' | 'attempts' | 'nextAt' | 'status' | 'error'>,
  ): Promise<void> {
    await this.#db
      .updateTable('webhookDeliveries')
      .set(result)
      .where('organisationId', '=', organisationId)
      .where('id', '=', id)
      .execute();
  }

  delivery(organisationId: string, webhookId: string, id: string): Promise<WebhookDeliveryRow | undefined> {
    return this.#deliveries(organisationId).where('webhookId', '=', webhookId).where('id', '=', id).executeTakeFirst();
  }

  waiting(organisationId: string): Promise<WebhookDeliveryRow[]> {
    return this.#deliveries(organisationId).where('state', '=', 'waiting').orderBy('at').execute();
  }

  async countWaiting(organisationId: string, webhookId: string): Promise<number> {
    const { count } = await this.#db
      .selectFrom('webhookDeliveries')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('organisationId', '=', organisationId)
      .where('webhookId', '=', webhookId)
      .where('state', '=', 'waiting')
      .executeTakeFirstOrThrow();
    return count;
  }

  newest(organisationId: string, webhookId: string): Promise<WebhookDeliveryRow[]> {
    return this.#deliveries(organisationId)
      .where('webhookId', '=', webhookId)
      .orderBy('at', 'desc')
      .orderBy('id')
      .limit(DELIVERIES_KEPT)
      .execute();
  }

  #deliveries(organisationId: string) {
    return this.#db.selectFrom('webhookDeliveries').selectAll().where('organisationId', '=', organisationId);
  }
}
