import { AppError, type Clock } from '@alongside/base';
import { http } from '@alongside/protocol';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import type { KnownBrowsers } from '../accounts/known-browsers.ts';
import type { Factors } from '../storage/factor-store.ts';
import { type BetterAuthCalls, giveCookies, WITHOUT_SESSION } from './better-auth-calls.ts';
import type { FactorCheck } from './factor-check.ts';
import { FixedWindow } from './fixed-window.ts';
import { checkOrigin, type RegisterRoute } from './register-route.ts';
import type { Site } from './site.ts';

/** For one account: from all browsers that were never signed in to it together, and from all others. */
const ATTEMPTS = { periodMs: 5 * 60_000, max: 10 };
const FEW_A_MINUTE = { callsAMinute: 30 };

const signInBody = z.object({ email: z.string().max(200), password: z.string().max(128), rememberMe: z.boolean().optional() });

interface Dependencies {
  readonly app: FastifyInstance;
  readonly register: RegisterRoute;
  readonly site: Site;
  readonly knownBrowsers: KnownBrowsers;
  readonly calls: BetterAuthCalls;
  readonly check: FactorCheck;
  readonly clock: Clock;
  readonly factorsOf: (userId: string) => Promise<Factors>;
  /** A sign-in has ended: look at once. */
  readonly signedOut: () => Promise<void>;
}

/**
 * Sign-in and sign-out. No answer holds the session token (the cookie alone does), and it is the same for a wrong password,
 * an unknown account and one that was switched off. An account with a second factor is never entered by its password alone.
 */
export function registerAuthRoutes({
  app,
  register,
  site,
  knownBrowsers,
  calls,
  check,
  clock,
  factorsOf,
  signedOut,
}: Dependencies): void {
  const strangers = new FixedWindow(clock, ATTEMPTS);
  const known = new FixedWindow(clock, ATTEMPTS);
  const remember = (reply: FastifyReply, account: string) =>
    reply.header('set-cookie', knownBrowsers.cookieFor(account, site.origin.startsWith('https:')));

  app.post(
    '/api/auth/sign-in/email',
    { schema: { summary: 'Signs in; the answer sets the cookie', tags: ['anyone'], body: signInBody }, bodyLimit: 4096 },
    async (request, reply) => {
      checkOrigin(site, request, false);
      const body = request.body as z.infer<typeof signInBody>;
      const account = body.email.trim().toLowerCase();
      // Counted before the password is looked at, so that many attempts at the same moment are many too.
      const attempts = knownBrowsers.isKnown(request.headers.cookie, account) ? known : strangers;
      if (!attempts.take(account)) throw new AppError('request.rate-limited', 'too many attempts; wait five minutes');
      const answer = await calls.post(request.raw, '/sign-in/email', body);
      if (!answer.ok) throw new AppError('auth.refused', 'the e-mail address or the password is wrong');
      attempts.forget(account);
      const userId = answer.body.user?.id;
      if (answer.body.twoFactorRedirect || userId === undefined) {
        giveCookies(reply, answer);
        remember(reply, account);
        return reply.send({ ok: false, factors: ['totp', 'passkey', 'recovery'] });
      }
      if ((await factorsOf(userId)).passkeys.length > 0) {
        // The session that was just made has been told to nobody.
        await check.discard(answer);
        remember(reply, account);
        return reply.send({ ok: false, factors: ['passkey'] });
      }
      giveCookies(reply, answer);
      remember(reply, account);
      return reply.send({ ok: true });
    },
  );

  app.post(
    '/api/auth/sign-out',
    { schema: { summary: 'Signs out and closes the sockets of this sign-in', tags: ['anyone'] }, bodyLimit: 4096 },
    async (request, reply) => {
      checkOrigin(site, request, false);
      const answer = await calls.post(request.raw, '/sign-out', {});
      await signedOut();
      giveCookies(reply, answer);
      return reply.send({ ok: true });
    },
  );

  register(
    http.signInFactor,
    async ({ body, reply }) => {
      const answer = await check.byCode(reply.request.raw, body.method, body.code, WITHOUT_SESSION);
      await check.given(answer, body.method);
      giveCookies(reply, answer);
      return { ok: true };
    },
    FEW_A_MINUTE,
  );

  register(
    http.signInPasskeyOptions,
    async ({ reply }) => {
      const answer = await calls.get(reply.request.raw, '/passkey/generate-authenticate-options', WITHOUT_SESSION);
      if (!answer.ok) throw new AppError('auth.refused', 'no challenge could be made');
      giveCookies(reply, answer);
      return { options: answer.raw };
    },
    FEW_A_MINUTE,
  );

  register(
    http.signInPasskey,
    async ({ body, reply }) => {
      const answer = await check.byPasskey(reply.request.raw, body.response);
      await check.given(answer, 'passkey');
      giveCookies(reply, answer);
      return { ok: true };
    },
    FEW_A_MINUTE,
  );
}
