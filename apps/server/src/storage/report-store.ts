import type { Kysely } from 'kysely';
import type { ReportRow, Tables } from './tables.ts';

const NEWEST = 200;

/** "Something is wrong", as users have sent it. */
export class ReportStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** One a session; a second changes nothing and is false. */
  async add(organisationId: string, report: Omit<ReportRow, 'organisationId' | 'handledAt'>): Promise<boolean> {
    const added = await this.#db
      .insertInto('reports')
      .values({ ...report, organisationId, handledAt: null })
      .onConflict((conflict) => conflict.columns(['organisationId', 'sessionId']).doNothing())
      .executeTakeFirst();
    return added.numInsertedOrUpdatedRows === 1n;
  }

  newest(organisationId: string): Promise<ReportRow[]> {
    return this.#db
      .selectFrom('reports')
      .selectAll()
      .where('organisationId', '=', organisationId)
      .orderBy('createdAt', 'desc')
      .limit(NEWEST)
      .execute();
  }

  /** False where there is no such report. */
  async handled(organisationId: string, id: string, now: number): Promise<boolean> {
    const changed = await this.#db
      .updateTable('reports')
      .set({ handledAt: now })
      .where('organisationId', '=', organisationId)
      .where('id', '=', id)
      .executeTakeFirst();
    return changed.numUpdatedRows === 1n;
  }
}
