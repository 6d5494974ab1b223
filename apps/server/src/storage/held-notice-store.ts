import type { NoticeKind } from '@alongside/protocol';
import type { Kysely } from 'kysely';
import type { HeldNoticeRow } from './mail-tables.ts';
import type { Tables } from './tables.ts';

/** What waits to be mailed in one: how often which kind happened to which ticket. `MailStore.add` takes it away with the mail. */
export class HeldNoticeStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** One more; `at` stays that of the first. */
  async hold(
    organisationId: string,
    held: { readonly userId: string; readonly ticketId: string; readonly number: number; readonly kind: NoticeKind },
    at: number,
  ): Promise<void> {
    await this.#db
      .insertInto('heldNotices')
      .values({ organisationId, ...held, count: 1, at })
      .onConflict((c) =>
        c
          .columns(['organisationId', 'userId', 'ticketId', 'kind'])
          .doUpdateSet((eb) => ({ count: eb('heldNotices.count', '+', 1) })),
      )
      .execute();
  }

  /** For whom something waits, and since when. */
  waiting(organisationId: string): Promise<{ userId: string; since: number }[]> {
    return this.#db
      .selectFrom('heldNotices')
      .select((eb) => ['userId', eb.fn.min<number>('at').as('since')])
      .where('organisationId', '=', organisationId)
      .groupBy('userId')
      .execute();
  }

  /** Tickets in the order of their first, and so are their kinds. */
  of(organisationId: string, userId: string): Promise<HeldNoticeRow[]> {
    return this.#db
      .selectFrom('heldNotices')
      .selectAll()
      .where('organisationId', '=', organisationId)
      .where('userId', '=', userId)
      .orderBy('at')
      .orderBy('number')
      .execute();
  }

  /** Of somebody who is not told any more. */
  async drop(organisationId: string, userId: string): Promise<void> {
    await this.#db.deleteFrom('heldNotices').where('organisationId', '=', organisationId).where('userId', '=', userId).execute();
  }
}
