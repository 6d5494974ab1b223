import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** The chain of what admins did: rows are added, and nothing else. */
export class AuditStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Adds what `make` makes of the entry before (canonical text), in one step. */
  append(organisationId: string, make: (last: string | undefined) => { seq: number; entry: string }): Promise<number> {
    return this.#db.transaction().execute(async (trx) => {
      const last = await trx
        .selectFrom('audit')
        .select('entry')
        .where('organisationId', '=', organisationId)
        .orderBy('seq', 'desc')
        .limit(1)
        .executeTakeFirst();
      const { seq, entry } = make(last?.entry);
      await trx.insertInto('audit').values({ organisationId, seq, entry }).execute();
      return seq;
    });
  }

  /** The newest entry. */
  async last(organisationId: string): Promise<string | undefined> {
    return (await this.read(organisationId, 1)).at(0);
  }

  /** In order, from number `from` on, at most `limit`. */
  async readFrom(organisationId: string, from: number, limit: number): Promise<string[]> {
    const rows = await this.#db
      .selectFrom('audit')
      .select('entry')
      .where('organisationId', '=', organisationId)
      .where('seq', '>=', from)
      .orderBy('seq')
      .limit(limit)
      .execute();
    return rows.map(({ entry }) => entry);
  }

  /** In order; the newest where there are more than `limit`. */
  async read(organisationId: string, limit: number): Promise<string[]> {
    const rows = await this.#db
      .selectFrom('audit')
      .select('entry')
      .where('organisationId', '=', organisationId)
      .orderBy('seq', 'desc')
      .limit(limit)
      .execute();
    return rows.map(({ entry }) => entry).reverse();
  }
}
