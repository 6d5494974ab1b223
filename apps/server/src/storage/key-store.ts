import { AppError } from '@alongside/base';
import type { Kysely } from 'kysely';
import type { Tables, TechnicianKeyRow } from './tables.ts';

/** The signing keys of technicians' browsers. */
export class KeyStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Keeps a key; the same key of the same user again gives the row that is there. Throws `auth.key-mismatch` for another's. */
  async register(organisationId: string, key: Omit<TechnicianKeyRow, 'organisationId'>): Promise<TechnicianKeyRow> {
    const added = await this.#db
      .insertInto('technicianKeys')
      .values({ ...key, organisationId })
      .onConflict((conflict) => conflict.column('publicKey').doNothing())
      .returningAll()
      .executeTakeFirst();
    if (added) return added;
    const existing = await this.#keys(organisationId).where('publicKey', '=', key.publicKey).executeTakeFirst();
    if (existing?.userId === key.userId) return existing;
    throw new AppError('auth.key-mismatch', 'this key belongs to another account');
  }

  find(organisationId: string, keyId: string): Promise<TechnicianKeyRow | undefined> {
    return this.#keys(organisationId).where('id', '=', keyId).executeTakeFirst();
  }

  #keys(organisationId: string) {
    return this.#db.selectFrom('technicianKeys').selectAll().where('organisationId', '=', organisationId);
  }
}
