import type { ApiKey, ApiKeyScope } from '@alongside/protocol';
import type { Kysely } from 'kysely';
import type { ApiKeyRow } from './api-key-tables.ts';
import type { Tables } from './tables.ts';

export type NewApiKey = Pick<ApiKey, 'id' | 'name' | 'scopes' | 'by' | 'createdAt' | 'expiresAt'> & {
  readonly tokenHash: string;
};

/** Keys of programs. What they are called by is never kept. */
export class ApiKeyStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Made since, the newest first. */
  async list(organisationId: string, since: number): Promise<ApiKey[]> {
    const rows = await this.#keys(organisationId)
      .where('createdAt', '>=', since)
      .orderBy('createdAt', 'desc')
      .orderBy('id')
      .limit(200)
      .execute();
    return rows.map(keyOf);
  }

  async countGood(organisationId: string, now: number): Promise<number> {
    const { count } = await this.#db
      .selectFrom('apiKeys')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('organisationId', '=', organisationId)
      .where('revokedAt', 'is', null)
      .where('expiresAt', '>', now)
      .executeTakeFirstOrThrow();
    return count;
  }

  async add(organisationId: string, { by, scopes, ...key }: NewApiKey): Promise<void> {
    const row = { ...key, scopes: JSON.stringify(scopes), userId: by.id, userName: by.name };
    await this.#db
      .insertInto('apiKeys')
      .values({ organisationId, ...row, lastUsedAt: null, revokedAt: null })
      .execute();
  }

  /** One that is neither taken back nor too old. */
  async findGood(organisationId: string, tokenHash: string, now: number): Promise<ApiKey | undefined> {
    const row = await this.#keys(organisationId)
      .where('tokenHash', '=', tokenHash)
      .where('revokedAt', 'is', null)
      .where('expiresAt', '>', now)
      .executeTakeFirst();
    return row && keyOf(row);
  }

  async used(organisationId: string, id: string, at: number): Promise<void> {
    await this.#db
      .updateTable('apiKeys')
      .set({ lastUsedAt: at })
      .where('organisationId', '=', organisationId)
      .where('id', '=', id)
      .execute();
  }

  /** False where there is none, or it was taken back before. */
  async revoke(organisationId: string, id: string, at: number): Promise<boolean> {
    const revoked = await this.#db
      .updateTable('apiKeys')
      .set({ revokedAt: at })
      .where('organisationId', '=', organisationId)
      .where('id', '=', id)
      .where('revokedAt', 'is', null)
      .executeTakeFirst();
    return revoked.numUpdatedRows > 0n;
  }

  #keys(organisationId: string) {
    return this.#db.selectFrom('apiKeys').selectAll().where('organisationId', '=', organisationId);
  }
}

/** Written by `add` alone, from values of these types. */
function keyOf({ userId, userName, scopes, tokenHash: _, organisationId: __, ...row }: ApiKeyRow): ApiKey {
  return { ...row, scopes: JSON.parse(scopes) as ApiKeyScope[], by: { id: userId, name: userName } };
}
