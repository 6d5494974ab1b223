import type { Clock, Crypto, Logger } from '@alongside/base';
import { type BetterAuthOptions, betterAuth } from 'better-auth';
import { getAdapter } from 'better-auth/db/adapter';
import type { Kysely } from 'kysely';
import { FixedWindow } from '../http/fixed-window.ts';
import type { Tables } from '../storage/tables.ts';
import { withHashedSessions } from './hashed-sessions.ts';
import { tokenHash } from './tokens.ts';

/** A working day: who signs in at eight is not thrown out during a session at seven. */
const SIGN_IN_LASTS_SECONDS = 12 * 60 * 60;
/** Set by the server on each request that it hands to better-auth, whatever a client sent. */
export const ADDRESS_HEADER = 'x-alongside-address';

export interface AuthDependencies {
  readonly db: Kysely<Tables>;
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly secret: string;
  /** That is written into links and cookies. */
  readonly origin: string;
  /** Of all pages of this server. */
  readonly origins: readonly string[];
  readonly organisationId: string;
  /** Whether the account may sign in. */
  readonly isActive: (userId: string) => Promise<boolean>;
}

export type Auth = Awaited<ReturnType<typeof createAuth>>;

/**
 * better-auth, hardened as DESIGN 3 ("Places that are easy to get wrong") says. Only its sign-in and sign-out are served;
 * accounts are written by AccountStore.
 */
export async function createAuth(dependencies: AuthDependencies) {
  const { crypto, origin } = dependencies;
  const secure = origin.startsWith('https://');
  const options = {
    appName: 'Alongside',
    baseURL: origin,
    basePath: '/api/auth',
    secret: dependencies.secret,
    trustedOrigins: [...dependencies.origins],
    telemetry: { enabled: false },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 12, maxPasswordLength: 128 },
    user: {
      modelName: 'users',
      additionalFields: {
        organisationId: { type: 'string', required: true, input: false },
        role: { type: 'string', required: true, input: false },
        active: { type: 'boolean', required: true, input: false },
      },
    },
    session: {
      modelName: 'httpSessions',
      expiresIn: SIGN_IN_LASTS_SECONDS,
      disableSessionRefresh: true,
      cookieCache: { enabled: false },
      additionalFields: { organisationId: { type: 'string', required: true, input: false } },
    },
    account: { modelName: 'credentials' },
    verification: { modelName: 'verifications' },
    databaseHooks: {
      session: {
        create: {
          before: async (session) =>
            (await dependencies.isActive(session.userId))
              ? { data: { ...session, organisationId: dependencies.organisationId } }
              : false,
        },
      },
    },
    rateLimit: {
      enabled: true,
      window: 60,
      max: 120,
      customRules: { '/sign-in/email': { window: 60, max: 30 } },
      // Its own memory is one for the whole process; this one is one for each server.
      customStorage: rateLimits(dependencies.clock),
    },
    advanced: {
      // `__Host-` is written out below: better-auth itself would only say `__Secure-`.
      useSecureCookies: false,
      cookies: {
        session_token: {
          name: secure ? '__Host-alongside' : 'alongside',
          attributes: { httpOnly: true, sameSite: 'strict', secure, path: '/' },
        },
      },
      defaultCookieAttributes: { httpOnly: true, sameSite: 'strict', secure, path: '/' },
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
    },
    logger: {
      level: 'warn',
      disableColors: true,
      log: (level, message) => dependencies.logger.debug(`better-auth: ${message}`, { level }),
    },
  } satisfies BetterAuthOptions;
  const database = { db: dependencies.db, type: 'sqlite', transaction: true } as const;
  const adapter = await getAdapter({ ...options, database });
  return betterAuth({ ...options, database: () => withHashedSessions(adapter, (token) => tokenHash(crypto, token)) });
}

function rateLimits(clock: Clock) {
  const windows = new Map<string, FixedWindow>();
  return {
    consume(key: string, rule: { window: number; max: number }) {
      const name = `${rule.window}/${rule.max}`;
      const window = windows.get(name) ?? new FixedWindow(clock, { periodMs: rule.window * 1000, max: rule.max });
      windows.set(name, window);
      const allowed = window.take(key);
      return Promise.resolve({ allowed, retryAfter: allowed ? null : rule.window });
    },
  };
}
