import type { Kysely } from 'kysely';
import type { LinkRow, Tables } from './tables.ts';

export class LinkStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async create(organisationId: string, link: Omit<LinkRow, 'organisationId' | 'usedAt' | 'withdrawnAt'>): Promise<void> {
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

  /** Invitations that can be used yet, the newest first. */
  openInvitations(organisationId: string, now: number): Promise<LinkRow[]> {
    return this.#db
      .selectFrom('links')
      .selectAll()
      .where('organisationId', '=', organisationId)
      .where('kind', '=', 'invitation')
      .where('usedAt', 'is', null)
      .where('withdrawnAt', 'is', null)
      .where('expiresAt', '>', now)
      .orderBy('createdAt', 'desc')
      .limit(200)
      .execute();
  }

  /** Nobody can use it any more; false where somebody has, or there is none. */
  async withdrawInvitation(organisationId: string, id: string, now: number): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('links')
      .set({ withdrawnAt: now })
      .where('organisationId', '=', organisationId)
      .where('id', '=', id)
      .where('kind', '=', 'invitation')
      .where('usedAt', 'is', null)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }
}
