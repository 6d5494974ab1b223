import type { Kysely } from 'kysely';
import type { LinkRow, Tables } from './tables.ts';

export class LinkStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async create(organisationId: string, link: Omit<LinkRow, 'organisationId' | 'usedAt'>): Promise<void> {
    await this.#db
      .insertInto('links')
      .values({ ...link, organisationId, usedAt: null })
      .execute();
  }

  find(organisationId: string, tokenHash: string): Promise<LinkRow | undefined> {
    return this.#db
      .selectFrom('links')
      .selectAll()
      .where('organisationId', '=', organisationId)
      .where('tokenHash', '=', tokenHash)
      .executeTakeFirst();
  }
}
