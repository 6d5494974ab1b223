import { AppError } from '@alongside/base';
import type { Kysely, Transaction } from 'kysely';
import type { Tables, TechnicianKeyRow } from './tables.ts';

/** Whoever knows a password could fill the list; of those that wait the newest stay. */
const MAX_WAITING = 20;

type NewKey = Pick<TechnicianKeyRow, 'id' | 'userId' | 'publicKey' | 'label' | 'createdAt'>;

/** Who vouches for a key, with what was signed. */
export interface Approval {
  readonly how: 'browser' | 'admin';
  readonly userId: string;
  readonly publicKey: string;
  readonly signature: string;
}

/** The signing keys of technicians' browsers. A key counts once somebody vouched for it, and until it is removed. */
export class KeyStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /**
   * Keeps a key; the same key of the same user again gives the row that is there. The first one after an
   * invitation, or a link from the server's terminal, is approved by it. Throws `auth.key-mismatch` for another's key, and `auth.key-removed`.
   */
  register(organisationId: string, key: NewKey): Promise<TechnicianKeyRow> {
    return this.#db.transaction().execute(async (trx) => {
      const known = await trx.selectFrom('technicianKeys').selectAll().where('publicKey', '=', key.publicKey).executeTakeFirst();
      if (known && (known.userId !== key.userId || known.organisationId !== organisationId))
        throw new AppError('auth.key-mismatch', 'this key belongs to another account');
      if (known?.removedAt != null) throw new AppError('auth.key-removed', 'this key was removed');
      if (known) return known;
      const byLink = await trx
        .updateTable('users')
        .set({ newKeyUntil: null })
        .where('organisationId', '=', organisationId)
        .where('id', '=', key.userId)
        .where('newKeyUntil', '>', key.createdAt)
        .executeTakeFirst();
      const approved = byLink.numUpdatedRows === 1n;
      if (!approved) await forgetOldest(trx, organisationId, key.userId);
      return trx
        .insertInto('technicianKeys')
        .values({
          ...key,
          organisationId,
          lastUsedAt: null,
          approvedAt: approved ? key.createdAt : null,
          approvedHow: approved ? 'link' : null,
          approvedBy: null,
          approvedByKey: null,
          approval: null,
          removedAt: null,
        })
        .returningAll()
        .executeTakeFirstOrThrow();
    });
  }

  find(organisationId: string, keyId: string): Promise<TechnicianKeyRow | undefined> {
    return this.#keys(organisationId).where('id', '=', keyId).executeTakeFirst();
  }

  /** Those of one account, or of all; the newest first. */
  list(organisationId: string, userId?: string): Promise<TechnicianKeyRow[]> {
    const keys = this.#keys(organisationId).orderBy('createdAt', 'desc').limit(2000);
    return (userId === undefined ? keys : keys.where('userId', '=', userId)).execute();
  }

  /** How many wait for approval, of each account. */
  async waiting(organisationId: string): Promise<ReadonlyMap<string, number>> {
    const rows = await this.#db
      .selectFrom('technicianKeys')
      .select((column) => ['userId', column.fn.countAll<number>().as('count')])
      .where('organisationId', '=', organisationId)
      .where('approvedAt', 'is', null)
      .where('removedAt', 'is', null)
      .groupBy('userId')
      .execute();
    return new Map(rows.map(({ userId, count }) => [userId, count]));
  }

  async used(organisationId: string, keyId: string, now: number): Promise<void> {
    await this.#update(organisationId, keyId).set({ lastUsedAt: now }).execute();
  }

  /** False where it was approved or removed meanwhile. */
  async approve(organisationId: string, keyId: string, approval: Approval, now: number): Promise<boolean> {
    const { how, userId, publicKey, signature } = approval;
    const done = await this.#update(organisationId, keyId)
      .set({ approvedAt: now, approvedHow: how, approvedBy: userId, approvedByKey: publicKey, approval: signature })
      .where('approvedAt', 'is', null)
      .where('removedAt', 'is', null)
      .executeTakeFirst();
    return done.numUpdatedRows === 1n;
  }

  async remove(organisationId: string, keyId: string, now: number): Promise<void> {
    await this.#update(organisationId, keyId).set({ removedAt: now }).where('removedAt', 'is', null).execute();
  }

  #update(organisationId: string, keyId: string) {
    return this.#db.updateTable('technicianKeys').where('organisationId', '=', organisationId).where('id', '=', keyId);
  }

  #keys(organisationId: string) {
    return this.#db.selectFrom('technicianKeys').selectAll().where('organisationId', '=', organisationId);
  }
}

async function forgetOldest(trx: Transaction<Tables>, organisationId: string, userId: string): Promise<void> {
  const waiting = await trx
    .selectFrom('technicianKeys')
    .select('id')
    .where('organisationId', '=', organisationId)
    .where('userId', '=', userId)
    .where('approvedAt', 'is', null)
    .where('removedAt', 'is', null)
    .orderBy('createdAt', 'desc')
    .execute();
  const old = waiting.slice(MAX_WAITING - 1).map(({ id }) => id);
  if (old.length === 0) return;
  await trx.deleteFrom('technicianKeys').where('organisationId', '=', organisationId).where('id', 'in', old).execute();
}
