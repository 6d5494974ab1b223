import { AppError } from '@alongside/base';
import { MAX_ACCOUNTS, type Role, scopeOf } from '@alongside/protocol';
import type { Kysely, Transaction } from 'kysely';
import type { LinkRow, Tables, UserRow } from './tables.ts';

/** How long after an invitation, or a link from the server's terminal, an account may bring a browser without asking anybody. */
const NEW_KEY_MS = 24 * 60 * 60_000;

export interface NewAccount {
  readonly id: string;
  readonly credentialId: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  /** Of the password; null for an account that cannot sign in. */
  readonly passwordHash: string | null;
}

/**
 * Accounts, in the tables and forms that better-auth reads. They are written here and not by its sign-up (which is off),
 * so that an account, its credential and what allowed it are one transaction.
 */
export class AccountStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Makes the first admin and names the organisation; false where there has been one. Atomic: one of many wins. */
  createFirstAdmin(organisationId: string, organisationName: string, account: NewAccount, now: number): Promise<boolean> {
    return this.#db.transaction().execute(async (trx) => {
      const won = await trx
        .updateTable('organisations')
        .set({ setUpAt: now, name: organisationName })
        .where('id', '=', organisationId)
        .where('setUpAt', 'is', null)
        .executeTakeFirst();
      if (won.numUpdatedRows === 0n) return false;
      await insertAccount(trx, organisationId, account, now);
      return true;
    });
  }

  create(organisationId: string, account: NewAccount, now: number): Promise<void> {
    return this.#db.transaction().execute((trx) => insertAccount(trx, organisationId, account, now));
  }

  /**
   * Uses up the link, and what else invites to this address, and makes the account in one step; false where the link was used
   * or ran out meanwhile, or the address has an account by now.
   */
  createByLink(organisationId: string, linkId: string, account: NewAccount, now: number): Promise<boolean> {
    return this.#db.transaction().execute(async (trx) => {
      if (!(await useLink(trx, organisationId, linkId, now))) return false;
      const email = account.email.toLowerCase();
      await endInvitations(trx, organisationId, email, now);
      // Of two invitations of one person the other was faster.
      if (await trx.selectFrom('users').select('id').where('email', '=', email).executeTakeFirst()) return false;
      await insertAccount(trx, organisationId, account, now);
      return true;
    });
  }

  /** Uses up the link, sets the password and signs the user out everywhere, in one step. */
  resetByLink(
    organisationId: string,
    link: Pick<LinkRow, 'id' | 'kind'>,
    user: UserRow,
    passwordHash: string,
    credentialId: string,
    now: number,
  ) {
    return this.#db.transaction().execute(async (trx) => {
      if (!(await useLink(trx, organisationId, link.id, now))) return false;
      await endPasswordLinks(trx, organisationId, user, now);
      await trx.deleteFrom('credentials').where('userId', '=', user.id).where('organisationId', '=', organisationId).execute();
      await insertCredential(trx, organisationId, credentialId, user.id, passwordHash, now);
      // A link that was mailed proves a mailbox and no person. Whoever has the server's machine could add any browser anyway.
      await trx
        .updateTable('users')
        .set({ newKeyUntil: link.kind === 'terminal-reset' ? now + NEW_KEY_MS : null })
        .where('organisationId', '=', organisationId)
        .where('id', '=', user.id)
        .execute();
      await trx.deleteFrom('httpSessions').where('userId', '=', user.id).where('organisationId', '=', organisationId).execute();
      return true;
    });
  }

  async find(organisationId: string, userId: string): Promise<UserRow | undefined> {
    return this.#users(organisationId).where('id', '=', userId).executeTakeFirst();
  }

  async findByEmail(organisationId: string, email: string): Promise<UserRow | undefined> {
    return this.#users(organisationId).where('email', '=', email.toLowerCase()).executeTakeFirst();
  }

  /** Undefined for an account without a password. */
  async passwordHash(organisationId: string, userId: string): Promise<string | undefined> {
    const row = await this.#db
      .selectFrom('credentials')
      .select('password')
      .where('organisationId', '=', organisationId)
      .where('userId', '=', userId)
      .executeTakeFirst();
    return row?.password ?? undefined;
  }

  /**
   * Whether the password was chosen by a link that was mailed or handed on, and no browser that somebody vouched for has come
   * since. Such a link takes the account's password away and puts in a new one, which a change in the account does not.
   */
  async isProvedByLinkAlone(organisationId: string, userId: string, now: number): Promise<boolean> {
    const row = await this.#db
      .selectFrom('users')
      .innerJoin('credentials', 'credentials.userId', 'users.id')
      .select(['users.createdAt', 'users.newKeyUntil', 'credentials.createdAt as chosenAt'])
      .where('users.organisationId', '=', organisationId)
      .where('users.id', '=', userId)
      .executeTakeFirst();
    if (!row || row.chosenAt === row.createdAt || (row.newKeyUntil ?? 0) > now) return false;
    const known = await this.#db
      .selectFrom('technicianKeys')
      .select('id')
      .where('organisationId', '=', organisationId)
      .where('userId', '=', userId)
      .where('approvedAt', 'is not', null)
      .where('removedAt', 'is', null)
      .where('lastUsedAt', '>', Date.parse(row.chosenAt))
      .executeTakeFirst();
    return known === undefined;
  }

  /** Links for another password that are still about are void with it. */
  changePassword(organisationId: string, user: Pick<UserRow, 'id' | 'email'>, passwordHash: string, now: number): Promise<void> {
    return this.#db.transaction().execute(async (trx) => {
      await endPasswordLinks(trx, organisationId, user, now);
      await trx
        .updateTable('credentials')
        .set({ password: passwordHash })
        .where('organisationId', '=', organisationId)
        .where('userId', '=', user.id)
        .execute();
    });
  }

  list(organisationId: string): Promise<UserRow[]> {
    return this.#users(organisationId).orderBy('createdAt').limit(MAX_ACCOUNTS).execute();
  }

  /** Switches an account on or off; off also signs it out everywhere, and voids for good what it has given out. */
  setActive(organisationId: string, userId: string, active: boolean, now: number): Promise<void> {
    return this.#db.transaction().execute(async (trx) => {
      if (!active) await mustLeaveAnAdmin(trx, organisationId, userId);
      await trx
        .updateTable('users')
        .set({ active: active ? 1 : 0 })
        .where('organisationId', '=', organisationId)
        .where('id', '=', userId)
        .execute();
      if (active) return;
      const user = await trx
        .selectFrom('users')
        .select(['id', 'email'])
        .where('organisationId', '=', organisationId)
        .where('id', '=', userId)
        .executeTakeFirst();
      if (user) await endPasswordLinks(trx, organisationId, user, now);
      await endHelpInvitations(trx, organisationId, userId, now);
      await endApiKeys(trx, organisationId, userId, now);
      await trx.deleteFrom('httpSessions').where('organisationId', '=', organisationId).where('userId', '=', userId).execute();
    });
  }

  /**
   * Changes a role and signs the account out everywhere, and voids its links for help where the role makes none; false for
   * an unknown account.
   */
  setRole(organisationId: string, userId: string, role: Role, now: number): Promise<boolean> {
    return this.#db.transaction().execute(async (trx) => {
      if (role !== 'admin') await mustLeaveAnAdmin(trx, organisationId, userId);
      const changed = await trx
        .updateTable('users')
        .set({ role })
        .where('organisationId', '=', organisationId)
        .where('id', '=', userId)
        .executeTakeFirst();
      if (changed.numUpdatedRows === 0n) return false;
      const mayInvite = scopeOf({ role, tier: Number.POSITIVE_INFINITY }, 'invitations.make') !== undefined;
      if (!mayInvite) await endHelpInvitations(trx, organisationId, userId, now);
      await trx.deleteFrom('httpSessions').where('organisationId', '=', organisationId).where('userId', '=', userId).execute();
      return true;
    });
  }

  /** Sign-ins that ran out, of whichever organisation: from where somebody came, and with what, is not kept longer than it serves. */
  async dropRunOut(now: number): Promise<void> {
    await this.#db.deleteFrom('httpSessions').where('expiresAt', '<=', new Date(now).toISOString()).execute();
  }

  /** Which of these sign-ins still hold: neither signed out nor run out, of an active account, with a factor where it needs one. */
  async liveHttpSessions(
    organisationId: string,
    sessionIds: readonly string[],
    factorRoles: readonly Role[],
    now: number,
  ): Promise<ReadonlySet<string>> {
    if (sessionIds.length === 0) return new Set();
    const rows = await this.#db
      .selectFrom('httpSessions')
      .innerJoin('users', 'users.id', 'httpSessions.userId')
      .select('httpSessions.id')
      .where('httpSessions.organisationId', '=', organisationId)
      .where('httpSessions.id', 'in', [...sessionIds])
      .where('httpSessions.expiresAt', '>', new Date(now).toISOString())
      .where('users.active', '=', 1)
      .where((is) =>
        factorRoles.length === 0
          ? is.val(true)
          : is.or([is('httpSessions.factorAt', 'is not', null), is('users.role', 'not in', [...factorRoles])]),
      )
      .execute();
    return new Set(rows.map((row) => row.id));
  }

  #users(organisationId: string) {
    return this.#db.selectFrom('users').selectAll().where('organisationId', '=', organisationId);
  }
}

async function useLink(trx: Transaction<Tables>, organisationId: string, linkId: string, now: number): Promise<boolean> {
  const used = await trx
    .updateTable('links')
    .set({ usedAt: now })
    .where('organisationId', '=', organisationId)
    .where('id', '=', linkId)
    .where('usedAt', 'is', null)
    .where('withdrawnAt', 'is', null)
    .where('expiresAt', '>', now)
    .executeTakeFirst();
  return used.numUpdatedRows === 1n;
}

/** Whoever has an account by one of them needs no other. */
async function endInvitations(trx: Transaction<Tables>, organisationId: string, email: string, now: number): Promise<void> {
  await trx
    .updateTable('links')
    .set({ usedAt: now })
    .where('organisationId', '=', organisationId)
    .where('kind', '=', 'invitation')
    .where((eb) => eb(eb.fn<string>('lower', ['email']), '=', email))
    .where('usedAt', 'is', null)
    .execute();
}

/** A link that somebody else found or asked for must not outlive the password that its owner has chosen since. */
async function endPasswordLinks(
  trx: Transaction<Tables>,
  organisationId: string,
  { email }: Pick<UserRow, 'email'>,
  now: number,
): Promise<void> {
  await trx
    .updateTable('links')
    .set({ usedAt: now })
    .where('organisationId', '=', organisationId)
    .where('kind', 'in', ['reset', 'terminal-reset'])
    .where('email', '=', email)
    .where('usedAt', 'is', null)
    .execute();
}

/** Links by which users would still ask for this technician. */
async function endHelpInvitations(trx: Transaction<Tables>, organisationId: string, userId: string, now: number): Promise<void> {
  await trx
    .updateTable('helpInvitations')
    .set({ usedAt: now })
    .where('organisationId', '=', organisationId)
    .where('technicianId', '=', userId)
    .where('usedAt', 'is', null)
    .execute();
}

/** A program whose key is dead must not wake up when its maker is let in again. */
async function endApiKeys(trx: Transaction<Tables>, organisationId: string, userId: string, now: number): Promise<void> {
  await trx
    .updateTable('apiKeys')
    .set({ revokedAt: now })
    .where('organisationId', '=', organisationId)
    .where('userId', '=', userId)
    .where('revokedAt', 'is', null)
    .execute();
}

async function insertAccount(trx: Transaction<Tables>, organisationId: string, account: NewAccount, now: number): Promise<void> {
  const at = new Date(now).toISOString();
  await trx
    .insertInto('users')
    .values({
      id: account.id,
      organisationId,
      name: account.name,
      email: account.email.toLowerCase(),
      emailVerified: 0,
      image: null,
      role: account.role,
      active: 1,
      newKeyUntil: now + NEW_KEY_MS,
      createdAt: at,
      updatedAt: at,
    })
    .execute();
  if (account.passwordHash !== null) {
    await insertCredential(trx, organisationId, account.credentialId, account.id, account.passwordHash, now);
  }
}

async function insertCredential(
  trx: Transaction<Tables>,
  organisationId: string,
  id: string,
  userId: string,
  password: string,
  now: number,
): Promise<void> {
  const at = new Date(now).toISOString();
  await trx
    .insertInto('credentials')
    // better-auth finds a password by the provider `credential` with the user's own id as account.
    .values({ id, organisationId, userId, accountId: userId, providerId: 'credential', password, createdAt: at, updatedAt: at })
    .execute();
}

/** Two admins who take each other's rights away at the same moment must not leave nobody who could give them back. */
async function mustLeaveAnAdmin(trx: Transaction<Tables>, organisationId: string, userId: string): Promise<void> {
  const admins = await trx
    .selectFrom('users')
    .select('id')
    .where('organisationId', '=', organisationId)
    .where('role', '=', 'admin')
    .where('active', '=', 1)
    .execute();
  if (admins.length === 1 && admins[0]?.id === userId) {
    throw new AppError('request.invalid', 'this is the last admin of the organisation');
  }
}
