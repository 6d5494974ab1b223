import { MAX_NOTICES } from '@alongside/protocol';
import type { Kysely } from 'kysely';
import type { NoticeRow } from './mail-tables.ts';
import type { Tables } from './tables.ts';

/** What the desk tells its own people. */
export class NoticeStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** The oldest of that person beyond what is shown go. False where it is there already. */
  add(organisationId: string, notice: Omit<NoticeRow, 'organisationId'>): Promise<boolean> {
    const { userId } = notice;
    return this.#db.transaction().execute(async (trx) => {
      const added = await trx
        .insertInto('notices')
        .values({ organisationId, ...notice })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .executeTakeFirst();
      const kept = trx
        .selectFrom('notices')
        .select('id')
        .where('organisationId', '=', organisationId)
        .where('userId', '=', userId)
        .orderBy('at', 'desc')
        .orderBy('id')
        .limit(MAX_NOTICES);
      await trx
        .deleteFrom('notices')
        .where('organisationId', '=', organisationId)
        .where('userId', '=', userId)
        .where('id', 'not in', kept)
        .execute();
      return added.numInsertedOrUpdatedRows === 1n;
    });
  }

  newest(organisationId: string, userId: string): Promise<NoticeRow[]> {
    return this.#db
      .selectFrom('notices')
      .selectAll()
      .where('organisationId', '=', organisationId)
      .where('userId', '=', userId)
      .orderBy('at', 'desc')
      .orderBy('id')
      .limit(MAX_NOTICES)
      .execute();
  }

  /** Those of `ids`, or all where it is null; somebody else's never. */
  async read(organisationId: string, userId: string, ids: readonly string[] | null, now: number): Promise<void> {
    let query = this.#db
      .updateTable('notices')
      .set({ readAt: now })
      .where('organisationId', '=', organisationId)
      .where('userId', '=', userId)
      .where('readAt', 'is', null);
    if (ids !== null) query = query.where('id', 'in', [...ids]);
    await query.execute();
  }
}
