import { AppError } from '@alongside/base';
import type { Kysely, Selectable } from 'kysely';
import type { Tables } from './tables.ts';

export type GuestRow = Selectable<Tables['guests']>;

export interface NewGuest {
  readonly id: string;
  readonly publicKey: string;
  readonly browser: string;
  readonly ticketId: string;
  readonly requestId: string;
}

/** Of one ticket: each browser that opens a link makes one, and who has a link could make many. */
const MAX_KEYS = 50;

/** Pages of users who come by the link of their ticket: one a key, for one ticket. */
export class GuestStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /**
   * The same key again keeps its id. Undefined where the key is another ticket's, or a computer's. Throws
   * `request.rate-limited` for one too many.
   */
  keep(organisationId: string, guest: NewGuest, now: number): Promise<GuestRow | undefined> {
    const { id, publicKey, browser, ticketId, requestId } = guest;
    return this.#db.transaction().execute(async (trx) => {
      const known = await trx
        .selectFrom('devices')
        .select(['id', 'organisationId'])
        .where('publicKey', '=', publicKey)
        .executeTakeFirst();
      if (known) {
        return trx
          .updateTable('guests')
          .set({ requestId, openedAt: now })
          .where('organisationId', '=', organisationId)
          .where('id', '=', known.id)
          .where('ticketId', '=', ticketId)
          .returningAll()
          .executeTakeFirst();
      }
      const { count } = await trx
        .selectFrom('guests')
        .select((eb) => eb.fn.countAll<number>().as('count'))
        .where('organisationId', '=', organisationId)
        .where('ticketId', '=', ticketId)
        .executeTakeFirstOrThrow();
      if (count >= MAX_KEYS) throw new AppError('request.rate-limited', 'this request was opened in too many browsers');
      await trx
        .insertInto('devices')
        .values({ id, organisationId, publicKey, name: browser, system: '', enrolledAt: now, lastSeenAt: now, retiredAt: now })
        .execute();
      return trx
        .insertInto('guests')
        .values({ id, organisationId, ticketId, requestId, openedAt: now })
        .returningAll()
        .executeTakeFirst();
    });
  }
}
