import type { FactorMethod, Role } from '@alongside/protocol';
import type { Kysely } from 'kysely';
import { changedMeanwhile } from './changed-meanwhile.ts';
import type { Tables } from './tables.ts';

/** Which roles may only work with a second factor. */
export interface FactorRoles {
  readonly roles: readonly Role[];
  readonly version: number;
}

export interface Factors {
  readonly totp: boolean;
  readonly recoveryCodesLeft: number;
  readonly passkeys: readonly { id: string; name: string; createdAt: number; lastUsedAt: number | null }[];
}

export interface SignInRow {
  readonly id: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
  readonly factorMethod: FactorMethod | null;
}

/** Second factors and sign-ins, in the tables that better-auth writes: what it has no route for, or too generous a one. */
export class FactorStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async of(organisationId: string, userId: string): Promise<Factors> {
    const app = await this.#db
      .selectFrom('twoFactors')
      .select(['backupCodes', 'verified'])
      .where('organisationId', '=', organisationId)
      .where('userId', '=', userId)
      .executeTakeFirst();
    const passkeys = await this.#db
      .selectFrom('passkeys')
      .select(['id', 'name', 'createdAt', 'lastUsedAt'])
      .where('organisationId', '=', organisationId)
      .where('userId', '=', userId)
      .orderBy('createdAt')
      .limit(50)
      .execute();
    const totp = app?.verified === 1;
    return {
      totp,
      recoveryCodesLeft: totp ? (JSON.parse(app.backupCodes) as string[]).length : 0,
      passkeys: passkeys.map(({ id, name, createdAt, lastUsedAt }) => ({
        id,
        name: name ?? '',
        createdAt: createdAt === null ? 0 : Date.parse(createdAt),
        lastUsedAt,
      })),
    };
  }

  /** Accounts that have one at least. */
  async usersWithFactor(organisationId: string): Promise<ReadonlySet<string>> {
    const apps = this.#db
      .selectFrom('twoFactors')
      .select('userId')
      .where('organisationId', '=', organisationId)
      .where('verified', '=', 1);
    const keys = this.#db.selectFrom('passkeys').select('userId').where('organisationId', '=', organisationId);
    return new Set((await apps.union(keys).execute()).map(({ userId }) => userId));
  }

  removeTotp(organisationId: string, userId: string): Promise<void> {
    return this.#db.transaction().execute(async (trx) => {
      await trx.deleteFrom('twoFactors').where('organisationId', '=', organisationId).where('userId', '=', userId).execute();
      await trx
        .updateTable('users')
        .set({ twoFactorEnabled: 0 })
        .where('organisationId', '=', organisationId)
        .where('id', '=', userId)
        .execute();
    });
  }

  /** False where the account has no such passkey. */
  async removePasskey(organisationId: string, userId: string, id: string): Promise<boolean> {
    const removed = await this.#db
      .deleteFrom('passkeys')
      .where('organisationId', '=', organisationId)
      .where('userId', '=', userId)
      .where('id', '=', id)
      .executeTakeFirst();
    return removed.numDeletedRows > 0n;
  }

  /** All factors of an account, and its sign-ins. */
  async removeAll(organisationId: string, userId: string): Promise<void> {
    await this.removeTotp(organisationId, userId);
    await this.#db.deleteFrom('passkeys').where('organisationId', '=', organisationId).where('userId', '=', userId).execute();
    await this.#db.deleteFrom('httpSessions').where('organisationId', '=', organisationId).where('userId', '=', userId).execute();
  }

  async passkeyUsed(organisationId: string, credentialId: string, now: number): Promise<void> {
    await this.#db
      .updateTable('passkeys')
      .set({ lastUsedAt: now })
      .where('organisationId', '=', organisationId)
      .where('credentialId', '=', credentialId)
      .execute();
  }

  /** This sign-in has proven who it is, by a second factor where `method` names one. */
  async confirmed(organisationId: string, httpSessionId: string, now: number, method?: FactorMethod): Promise<void> {
    await this.#db
      .updateTable('httpSessions')
      .set({ confirmedAt: now, ...(method === undefined ? {} : { factorAt: now, factorMethod: method }) })
      .where('organisationId', '=', organisationId)
      .where('id', '=', httpSessionId)
      .execute();
  }

  signInsOf(organisationId: string, userId: string, now: number): Promise<SignInRow[]> {
    return this.#db
      .selectFrom('httpSessions')
      .select(['id', 'createdAt', 'expiresAt', 'ipAddress', 'userAgent', 'factorMethod'])
      .where('organisationId', '=', organisationId)
      .where('userId', '=', userId)
      .where('expiresAt', '>', new Date(now).toISOString())
      .orderBy('createdAt', 'desc')
      .limit(200)
      .execute();
  }

  /** Ends one sign-in of the account; false where it has none of that number. */
  async endSignIn(organisationId: string, userId: string, httpSessionId: string): Promise<boolean> {
    const ended = await this.#db
      .deleteFrom('httpSessions')
      .where('organisationId', '=', organisationId)
      .where('userId', '=', userId)
      .where('id', '=', httpSessionId)
      .executeTakeFirst();
    return ended.numDeletedRows > 0n;
  }

  async endOtherSignIns(organisationId: string, userId: string, kept: string): Promise<void> {
    await this.#db
      .deleteFrom('httpSessions')
      .where('organisationId', '=', organisationId)
      .where('userId', '=', userId)
      .where('id', '!=', kept)
      .execute();
  }

  async rule(organisationId: string): Promise<FactorRoles> {
    const row = await this.#rule(organisationId);
    return { roles: JSON.parse(row.factorRoles) as Role[], version: row.factorVersion };
  }

  /** Over the version that the rule has. Throws `settings.changed` where somebody else has written it since. */
  async setRule(organisationId: string, { roles, version }: FactorRoles, by: string): Promise<void> {
    const { numUpdatedRows } = await this.#db
      .updateTable('organisations')
      .set({ factorRoles: JSON.stringify(roles), factorVersion: version + 1, factorBy: by })
      .where('id', '=', organisationId)
      .where('factorVersion', '=', version)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) throw changedMeanwhile((await this.#rule(organisationId)).factorBy);
  }

  #rule(organisationId: string) {
    return this.#db
      .selectFrom('organisations')
      .select(['factorRoles', 'factorVersion', 'factorBy'])
      .where('id', '=', organisationId)
      .executeTakeFirstOrThrow();
  }
}
