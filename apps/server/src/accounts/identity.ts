import type { IncomingHttpHeaders } from 'node:http';
import { AppError } from '@alongside/base';
import { type Permission, type Role, role, type Scope, scopeOf } from '@alongside/protocol';
import { fromNodeHeaders } from 'better-auth/node';
import type { Auth } from './auth.ts';

/** Who is signed in with a request. */
export interface Identity {
  readonly httpSessionId: string;
  readonly organisationId: string;
  readonly user: {
    readonly id: string;
    readonly name: string;
    readonly email: string;
    readonly role: Role;
    readonly tier: number;
  };
}

/** Tiers come with groups; until then everybody is of the first. */
export const FIRST_TIER = 1;

/** The identity that a request's cookie proves, read from the database each time; null without a live sign-in. */
export async function identityOf(auth: Auth, ownOrganisation: string, headers: IncomingHttpHeaders): Promise<Identity | null> {
  if (headers.cookie === undefined) return null;
  const found = await auth.api.getSession({ headers: fromNodeHeaders(headers) });
  if (!found?.user.active) return null;
  const { id, name, email, organisationId } = found.user;
  // Of another organisation in the same database: nobody here.
  if (organisationId !== ownOrganisation || found.session.organisationId !== ownOrganisation) return null;
  const known = role.safeParse(found.user.role);
  if (!known.success) return null;
  return { httpSessionId: found.session.id, organisationId, user: { id, name, email, role: known.data, tier: FIRST_TIER } };
}

/** How far the person may do this. Throws `auth.role` where not at all: the one place that looks into the table. */
export function permitted(user: Identity['user'], needed: Permission): Scope {
  const scope = scopeOf(user, needed);
  if (!scope) throw new AppError('auth.role', `this account may not do this (${needed})`);
  return scope;
}
