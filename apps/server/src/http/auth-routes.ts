import { AppError, type Clock } from '@alongside/base';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ADDRESS_HEADER, type Auth } from '../accounts/auth.ts';
import type { Arrivals } from './arrivals.ts';
import { FixedWindow } from './fixed-window.ts';
import { checkOrigin } from './register-route.ts';
import type { Site } from './site.ts';

/** For one account, from wherever, since it was last signed in to. */
const ATTEMPTS = { periodMs: 5 * 60_000, max: 10 };

const signInBody = z.object({ email: z.string().max(200), password: z.string().max(128), rememberMe: z.boolean().optional() });

interface Dependencies {
  readonly app: FastifyInstance;
  readonly site: Site;
  readonly arrivals: Arrivals;
  readonly auth: () => Auth;
  readonly clock: Clock;
  /** A sign-in has ended: look at once. */
  readonly signedOut: () => Promise<void>;
}

/**
 * Sign-in and sign-out, the only two of better-auth's routes that are served. The answer never holds the session token
 * (the cookie alone does), and is the same for a wrong password, an unknown account and one that was switched off.
 */
export function registerAuthRoutes({ app, site, arrivals, auth, clock, signedOut }: Dependencies): void {
  const attempts = new FixedWindow(clock, ATTEMPTS);

  app.post(
    '/api/auth/sign-in/email',
    { schema: { summary: 'Signs in; the answer sets the cookie', tags: ['anyone'], body: signInBody }, bodyLimit: 4096 },
    async (request, reply) => {
      checkOrigin(site, request, false);
      const body = request.body as z.infer<typeof signInBody>;
      const account = body.email.trim().toLowerCase();
      // Counted before the password is looked at, so that many attempts at the same moment are many too.
      if (!attempts.take(account)) throw new AppError('request.rate-limited', 'too many attempts; wait five minutes');
      const answer = await handOver(request, '/api/auth/sign-in/email', body);
      if (answer.status === 429) throw new AppError('request.rate-limited', 'too many attempts; wait a minute');
      if (!answer.ok) throw new AppError('auth.refused', 'the e-mail address or the password is wrong');
      attempts.forget(account);
      return reply.headers({ 'set-cookie': answer.headers.getSetCookie() }).send({ ok: true });
    },
  );

  app.post(
    '/api/auth/sign-out',
    { schema: { summary: 'Signs out and closes the sockets of this sign-in', tags: ['anyone'] }, bodyLimit: 4096 },
    async (request, reply) => {
      checkOrigin(site, request, false);
      const answer = await handOver(request, '/api/auth/sign-out', {});
      await signedOut();
      return reply.headers({ 'set-cookie': answer.headers.getSetCookie() }).send({ ok: true });
    },
  );

  function handOver({ raw }: FastifyRequest, path: string, body: unknown): Promise<Response> {
    const { origin } = site;
    const { cookie } = raw.headers;
    return auth().handler(
      new Request(`${origin}${path}`, {
        method: 'POST',
        headers: {
          origin,
          'content-type': 'application/json',
          [ADDRESS_HEADER]: arrivals.of(raw).address,
          ...(cookie === undefined ? {} : { cookie }),
        },
        body: JSON.stringify(body),
      }),
    );
  }
}
