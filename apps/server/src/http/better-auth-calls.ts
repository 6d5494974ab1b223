import type { IncomingMessage } from 'node:http';
import { AppError } from '@alongside/base';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { ADDRESS_HEADER, type Auth, SESSION_COOKIES } from '../accounts/auth.ts';
import type { Arrivals } from './arrivals.ts';

/** What is read of better-auth's answers; none of them goes on to a page as it is, since some hold the session's token. */
const answerBody = z.object({
  user: z.object({ id: z.string() }).optional(),
  twoFactorRedirect: z.boolean().optional(),
  totpURI: z.string().optional(),
  backupCodes: z.array(z.string()).optional(),
  challenge: z.string().optional(),
});

export interface AuthAnswer {
  readonly status: number;
  readonly ok: boolean;
  readonly cookies: readonly string[];
  readonly body: z.infer<typeof answerBody>;
  /** All of it, for what is the browser's to read. */
  readonly raw: Readonly<Record<string, unknown>>;
}

interface AskedAs {
  readonly withoutSession?: boolean;
}
/** As one who is not signed in, whoever is: a step of signing in must not count as one of somebody who is here already. */
export const WITHOUT_SESSION: AskedAs = { withoutSession: true };

interface Dependencies {
  readonly auth: () => Auth;
  readonly arrivals: Arrivals;
  readonly origin: () => string;
}

/** Calls of better-auth's routes in the name of a request: with its cookies, its address, and nothing else of it. */
export class BetterAuthCalls {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  post(request: IncomingMessage, path: string, body: unknown, as: AskedAs = {}): Promise<AuthAnswer> {
    return this.#call(request, path, { method: 'POST', body: JSON.stringify(body) }, as);
  }

  get(request: IncomingMessage, path: string, as: AskedAs = {}): Promise<AuthAnswer> {
    return this.#call(request, path, { method: 'GET' }, as);
  }

  /** Throws `request.rate-limited` where better-auth counted too many; what else it says is the caller's to tell. */
  async #call(request: IncomingMessage, path: string, init: RequestInit, as: AskedAs): Promise<AuthAnswer> {
    const { auth, arrivals, origin } = this.#dependencies;
    const { origin: sentFrom, 'user-agent': agent } = request.headers;
    const cookie = as.withoutSession ? withoutSession(request.headers.cookie) : request.headers.cookie;
    const answer = await auth().handler(
      new Request(`${origin()}/api/auth${path}`, {
        ...init,
        headers: {
          // Checked before: one of the server's own, and the one that a passkey's signature names.
          origin: sentFrom ?? origin(),
          'content-type': 'application/json',
          [ADDRESS_HEADER]: arrivals.of(request).address,
          ...(cookie === undefined ? {} : { cookie }),
          ...(agent === undefined ? {} : { 'user-agent': agent }),
        },
      }),
    );
    if (answer.status === 429) throw new AppError('request.rate-limited', 'too many attempts; wait a while');
    const value: unknown = await answer.json().catch(() => null);
    const raw = value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {};
    const { ok, status } = answer;
    return { ok, status, cookies: answer.headers.getSetCookie(), body: answerBody.catch({}).parse(raw), raw };
  }
}

function withoutSession(header: string | undefined): string | undefined {
  const kept = header?.split(';').filter((part) => !SESSION_COOKIES.includes(part.split('=')[0]?.trim() ?? ''));
  return kept === undefined || kept.length === 0 ? undefined : kept.join(';');
}

export function giveCookies(reply: FastifyReply, { cookies }: AuthAnswer): void {
  if (cookies.length > 0) reply.header('set-cookie', [...cookies]);
}

/** The cookies that an answer sets, as the browser will send them. */
export function cookieHeader({ cookies }: AuthAnswer): string {
  return cookies.map((line) => line.split(';')[0]).join('; ');
}
