import type { IncomingHttpHeaders } from 'node:http';
import { AppError } from '@alongside/base';
import { STEP_UP_LASTS_MS } from '@alongside/consent';
import {
  type ApiKeyScope,
  type FactorMethod,
  factorMethod,
  type Permission,
  permissionsOf,
  type Role,
  role,
  type Scope,
  scopeOf,
} from '@alongside/protocol';
import { fromNodeHeaders } from 'better-auth/node';
import type { Auth } from './auth.ts';
import type { GroupStanding, StandingOf } from './group-standing.ts';

/** Who is signed in with a request. */
export interface Identity {
  readonly httpSessionId: string;
  readonly organisationId: string;
  readonly user: GroupStanding & {
    readonly id: string;
    readonly name: string;
    readonly email: string;
    readonly role: Role;
  };
  /** When this sign-in last proved who it is, and when by a second factor, if ever. */
  readonly confirmedAt: number;
  readonly factor: { readonly at: number; readonly method: FactorMethod } | null;
  /** The role demands a second factor that this sign-in has not: there is one's own account alone. */
  readonly factorMissing: boolean;
  /** A program's key in place of a sign-in: what it may, and the role of whoever made it. */
  readonly key?: { readonly scopes: readonly ApiKeyScope[]; readonly role: Role };
}

const OWN_ACCOUNT: Permission = 'account.own';
const CONFIRMED_FOR_MS = STEP_UP_LASTS_MS;

/** The identity that a request's cookie proves, read from the database each time; null without a live sign-in. */
export async function identityOf(
  auth: Auth,
  ownOrganisation: string,
  factorRoles: readonly Role[],
  headers: IncomingHttpHeaders,
  standingOf: StandingOf = () => Promise.resolve({ tier: 1, outsideGroupIds: [] }),
): Promise<Identity | null> {
  if (headers.cookie === undefined) return null;
  const found = await auth.api.getSession({ headers: fromNodeHeaders(headers) });
  if (!found?.user.active) return null;
  const { id, name, email, organisationId } = found.user;
  // Of another organisation in the same database: nobody here.
  if (organisationId !== ownOrganisation || found.session.organisationId !== ownOrganisation) return null;
  const known = role.safeParse(found.user.role);
  if (!known.success) return null;
  const { factorAt, factorMethod: givenBy, confirmedAt } = found.session;
  const method = factorMethod.safeParse(givenBy);
  const factor = typeof factorAt === 'number' && method.success ? { at: factorAt, method: method.data } : null;
  return {
    httpSessionId: found.session.id,
    organisationId,
    user: { id, name, email, role: known.data, ...(await standingOf(id, known.data)) },
    confirmedAt: confirmedAt ?? 0,
    factor,
    factorMissing: factor === null && factorRoles.includes(known.data),
  };
}

/** How far the person may do this. Throws `auth.role` where not at all: the one place that looks into the table. */
export function permitted(identity: Identity, needed: Permission): Scope {
  const scope = scopeNow(identity, needed);
  if (!scope) throw new AppError('auth.role', `this account may not do this (${needed})`);
  if (identity.factorMissing && needed !== OWN_ACCOUNT) {
    throw new AppError('auth.factor-missing', 'this role works with a second factor only; set one up first');
  }
  return scope;
}

/** A key has no more than its scopes, and of those what its maker's role still has. */
function scopeNow({ user, key }: Identity, needed: Permission): Scope | undefined {
  if (key === undefined) return scopeOf(user, needed);
  return key.scopes.some((each) => each === needed) ? scopeOf({ role: key.role, tier: user.tier }, needed) : undefined;
}

/** What the page shows of it. */
export function permissionsNow(identity: Identity): Permission[] {
  if (identity.factorMissing) return [OWN_ACCOUNT];
  return permissionsOf(identity.key ? { ...identity.user, role: identity.key.role } : identity.user).filter(
    (each) => scopeNow(identity, each) !== undefined,
  );
}

/** Throws `auth.confirm` unless this sign-in proved who it is within the last minutes. */
export function mustBeConfirmed({ confirmedAt }: Identity, now: number): void {
  if (now - confirmedAt > CONFIRMED_FOR_MS) throw new AppError('auth.confirm', 'prove again who you are first');
}
