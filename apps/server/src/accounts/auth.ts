import type { Clock, Crypto, Logger, RandomSource } from '@alongside/base';
import { passkey } from '@better-auth/passkey';
import { type BetterAuthOptions, type BetterAuthPlugin, betterAuth } from 'better-auth';
import { APIError } from 'better-auth/api';
import { getAdapter } from 'better-auth/db/adapter';
import { twoFactor } from 'better-auth/plugins/two-factor';
import type { Kysely } from 'kysely';
import { FixedWindow } from '../http/fixed-window.ts';
import type { Tables } from '../storage/tables.ts';
import { withHashedSessions } from './hashed-sessions.ts';
import { hashedRecoveryCodes, newRecoveryCodes } from './recovery-codes.ts';
import { sealOf, withSealedVerifications } from './sealed-verifications.ts';
import { tokenHash } from './tokens.ts';

/** A working day: who signs in at eight is not thrown out during a session at seven. */
const SIGN_IN_LASTS_SECONDS = 12 * 60 * 60;
/** Set by the server on each request that it hands to better-auth, whatever a client sent. */
export const ADDRESS_HEADER = 'x-alongside-address';

/** Without TLS and with it. */
export const SESSION_COOKIES: readonly [string, string] = ['alongside', '__Host-alongside'];

export interface AuthDependencies {
  readonly db: Kysely<Tables>;
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly random: RandomSource;
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
 * better-auth, hardened as DESIGN 3 ("Places that are easy to get wrong") says. None of its routes is served as it is: ours
 * stand before those that are used (http/auth-routes, http/factor-routes); accounts are written by AccountStore.
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
      additionalFields: {
        organisationId: { type: 'string', required: true, input: false },
        confirmedAt: { type: 'number', required: false, input: false },
        factorAt: { type: 'number', required: false, input: false },
        factorMethod: { type: 'string', required: false, input: false },
      },
    },
    account: { modelName: 'credentials' },
    verification: { modelName: 'verifications', storeIdentifier: 'hashed' },
    databaseHooks: {
      session: {
        create: {
          before: async (session) =>
            (await dependencies.isActive(session.userId))
              ? {
                  data: {
                    ...session,
                    organisationId: dependencies.organisationId,
                    confirmedAt: dependencies.clock.now(),
                    factorAt: null,
                    factorMethod: null,
                  },
                }
              : false,
        },
      },
    },
    rateLimit: {
      enabled: true,
      window: 60,
      max: 120,
      customRules: {
        '/sign-in/email': { window: 60, max: 30 },
        '/two-factor/*': { window: 60, max: 30 },
        '/passkey/*': { window: 60, max: 60 },
      },
      // Its own memory is one for the whole process; this one is one for each server.
      customStorage: rateLimits(dependencies.clock),
    },
    advanced: {
      // `__Host-` is written out below: better-auth itself would only say `__Secure-`.
      useSecureCookies: false,
      cookies: {
        session_token: {
          name: secure ? SESSION_COOKIES[1] : SESSION_COOKIES[0],
          attributes: { httpOnly: true, sameSite: 'strict', secure, path: '/' },
        },
        two_factor: { name: secure ? '__Host-alongside-factor' : 'alongside-factor' },
        [PASSKEY_COOKIE]: { name: secure ? '__Host-alongside-passkey' : 'alongside-passkey' },
      },
      defaultCookieAttributes: { httpOnly: true, sameSite: 'strict', secure, path: '/' },
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
    },
    plugins: [ownedTables(dependencies.organisationId), secondFactor(dependencies), passkeys(dependencies)],
    logger: {
      level: 'warn',
      disableColors: true,
      log: (level, message) => dependencies.logger.debug(`better-auth: ${message}`, { level }),
    },
  } satisfies BetterAuthOptions;
  const database = { db: dependencies.db, type: 'sqlite', transaction: true } as const;
  const adapter = await getAdapter({ ...options, database });
  const sealed = withSealedVerifications(adapter, sealOf(dependencies.secret, 'alongside-verifications/1'));
  return betterAuth({ ...options, database: () => withHashedSessions(sealed, (token) => tokenHash(crypto, token)) });
}

const PASSKEY_COOKIE = 'passkey_challenge';

/** Rows of the plugins' tables name the organisation, as all others do. */
function ownedTables(organisationId: string) {
  const owned = {
    organisationId: { type: 'string', required: false, input: false, defaultValue: () => organisationId },
  } as const;
  return {
    id: 'alongside-owned-tables',
    schema: { twoFactor: { fields: owned }, passkey: { fields: owned } },
  } satisfies BetterAuthPlugin;
}

/** Authenticator apps (RFC 6238) and recovery codes; ten wrong ones in a row lock the second step for a quarter of an hour. */
function secondFactor({ crypto, random }: AuthDependencies) {
  return twoFactor({
    twoFactorTable: 'twoFactors',
    issuer: 'Alongside',
    accountLockout: { enabled: true, maxFailedAttempts: 10, durationSeconds: 15 * 60 },
    backupCodeOptions: {
      storeBackupCodes: hashedRecoveryCodes(crypto),
      customBackupCodesGenerate: () => newRecoveryCodes((count) => random.bytes(count)),
    },
  });
}

/**
 * Passkeys that verify their user (a fingerprint, a PIN), so that one is two factors. The plugin itself would take one that
 * was only touched.
 */
function passkeys({ origin, origins }: AuthDependencies) {
  return passkey({
    rpID: new URL(origin).hostname,
    rpName: 'Alongside',
    origin: [...origins],
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    advanced: { webAuthnChallengeCookie: PASSKEY_COOKIE },
    schema: { passkey: { modelName: 'passkeys', fields: { credentialID: 'credentialId' } } },
    registration: {
      afterVerification: async ({ verification }) => mustBeVerified(verification.registrationInfo?.userVerified),
    },
    authentication: {
      afterVerification: async ({ verification }) => mustBeVerified(verification.authenticationInfo.userVerified),
    },
  });
}

function mustBeVerified(userVerified: boolean | undefined): void {
  if (!userVerified) throw new APIError('UNAUTHORIZED', { message: 'the passkey did not verify its user' });
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
