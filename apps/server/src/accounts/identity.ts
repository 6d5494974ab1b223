import type { IncomingHttpHeaders } from 'node:http';
import type { Role } from '@alongside/protocol';
import { fromNodeHeaders } from 'better-auth/node';
import type { Auth } from './auth.ts';

/** Who is signed in with a request. */
export interface Identity {
  readonly httpSessionId: string;
  readonly organisationId: string;
  readonly user: { readonly id: string; readonly name: string; readonly email: string; readonly role: Role };
}

/** The identity that a request's cookie proves, read from the database each time; null without a live sign-in. */
export async function identityOf(auth: Auth, headers: IncomingHttpHeaders): Promise<Identity | null> {
  if (headers.cookie === undefined) return null;
  const found = await auth.api.getSession({ headers: fromNodeHeaders(headers) });
  if (!found?.user.active) return null;
  const { id, name, email, role, organisationId } = found.user;
  if (role !== 'admin' && role !== 'technician') return null;
  return { httpSessionId: found.session.id, organisationId, user: { id, name, email, role } };
}

export function hasRole(identity: Identity, needed: Role): boolean {
  return identity.user.role === 'admin' || identity.user.role === needed;
}
