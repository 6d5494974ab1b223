import type { IncomingMessage } from 'node:http';
import { AppError, type Clock, toAppError } from '@alongside/base';
import {
  ABOUT_HEADER,
  articleId,
  type http,
  id,
  isApiKeyScope,
  language,
  MAX_ABOUT,
  PERMISSIONS,
  playbookId,
  type Scope,
} from '@alongside/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { bearerOf } from '../accounts/api-keys.ts';
import type { Audit } from '../accounts/audit.ts';
import { type Identity, mustBeConfirmed, permitted } from '../accounts/identity.ts';
import type { Bytes } from '../files/blob-folder.ts';
import type { Arrival, Arrivals } from './arrivals.ts';
import { answerNotFound } from './error-answer.ts';
import type { Site } from './site.ts';

/** Parameters that are no ids of rows. */
const PARAMETERS: Readonly<Record<string, z.ZodType>> = { article: articleId, language, playbook: playbookId };

const BODY_BYTES = 32 * 1024;
/** Of one address, in a minute: what a console needs many times over. */
const CALLS_A_MINUTE = 300;

export interface Call<B> {
  readonly body: B;
  readonly params: Readonly<Record<string, string>>;
  /** Null only on routes that anyone may call. */
  readonly identity: Identity | null;
  /** How far the caller's permission reaches. */
  readonly scope: Scope;
  readonly address: string;
  readonly reply: FastifyReply;
  /** Of an upload: the file, to be read to its end. */
  readonly file: Bytes;
}

export interface RouteOptions<B = unknown> {
  /** Calls of one address in a minute. */
  readonly callsAMinute?: number;
  /** The largest body, where that is more than others may be. */
  readonly bodyBytes?: number;
  /** Programs call it too, which send no Origin; a foreign Origin is refused all the same. */
  readonly forPrograms?: boolean;
  /** Asked before anything else of the request is looked at: where it is false, the route is as any unknown path. */
  readonly exists?: (arrival: Arrival) => boolean;
  /** Entered in the audit where its permission does not say so already; without its body, which may hold secrets. */
  readonly audited?: boolean;
  /** What stands in the audit of a body that holds something secret. */
  readonly auditedAs?: (body: B) => unknown;
  /** Only for a sign-in that proved who it is within the last minutes (`auth.confirm`). */
  readonly confirmed?: boolean;
}

interface Dependencies {
  readonly app: FastifyInstance;
  readonly site: Site;
  readonly arrivals: Arrivals;
  readonly identify: (request: FastifyRequest) => Promise<Identity | null>;
  readonly clock: Clock;
  readonly audit: Audit;
  /** Whether nothing but a link proves who signed in. */
  readonly isProvedByLinkAlone: (userId: string) => Promise<boolean>;
}

export type RegisterRoute = ReturnType<typeof routeRegistrar>;

/**
 * The only way in which a route of packages/protocol comes to life: who may call it, from which origin, how often, and
 * what its body may be stand before the handler, in this order.
 */
export function routeRegistrar({ app, site, arrivals, identify, clock, audit, isProvedByLinkAlone }: Dependencies) {
  return <B, R>(route: http.Route<B, R>, handler: (call: Call<B>) => Promise<R>, options: RouteOptions<B> = {}): void => {
    const names = [...route.path.matchAll(/:(\w+)/gu)].map(([, name]) => name ?? '');
    const hasBody = route.method !== 'GET';
    const isUpload = route.bytes === 'up';
    const row = route.access === 'anyone' ? undefined : PERMISSIONS[route.access];
    const withBody = row?.audited === true;
    const entered = (call: Call<B>, action: () => Promise<R>): Promise<R> => {
      const { identity, params } = call;
      if (!identity || !hasBody || route.reads || !(withBody || options.audited)) return action();
      const act = {
        actor: { id: identity.user.id, name: identity.user.name },
        action: `${route.method} ${route.path}`,
        subject: params?.id ?? null,
        detail: withBody ? (options.auditedAs?.(call.body) ?? call.body) : null,
      };
      return audit.during(act, action, (error) => toAppError(error).code);
    };
    /** Whoever reads a mailbox has its password made anew, and may set up a second factor too. */
    const mustBeMoreThanALink = async ({ identity }: Call<B>): Promise<void> => {
      if (!row?.needsKnownBrowser || !hasBody || route.reads || !identity || identity.key) return;
      if (!(await isProvedByLinkAlone(identity.user.id))) return;
      throw new AppError('auth.key-waiting', 'this password came by a link, and no browser that counts has been used since');
    };
    app.route({
      method: route.method,
      url: route.path,
      bodyLimit: options.bodyBytes ?? BODY_BYTES,
      schema: {
        summary: route.summary,
        tags: [route.access],
        security: securityOf(route.access),
        ...(hasBody && !isUpload ? { body: route.body } : {}),
        ...(isUpload ? { consumes: ['application/octet-stream'], body: FILE, headers: ABOUT } : {}),
        ...(names.length > 0
          ? { params: z.strictObject(Object.fromEntries(names.map((name) => [name, PARAMETERS[name] ?? id]))) }
          : {}),
        ...(route.bytes === 'down' ? { response: { 200: FILE } } : { response: { 200: route.result } }),
      },
      config: { isUpload, rateLimit: { max: options.callsAMinute ?? CALLS_A_MINUTE, timeWindow: 60_000 } },
      onRequest: async (request, reply) => {
        if (options.exists?.(arrivals.of(request.raw)) === false) return answerNotFound(request, reply);
        // A key is sent by no browser by itself: there is no page to ask for.
        const hasKey = bearerOf(request.headers.authorization) !== undefined;
        if (hasBody) checkOrigin(site, request, hasKey || (options.forPrograms ?? false));
        const identity = await identify(request);
        if (route.access === 'anyone') {
          callers.set(request, { identity: identity?.key ? null : identity, scope: 'all' });
          return undefined;
        }
        if (!identity) throw new AppError('auth.required', 'sign in first');
        const scope = permitted(identity, route.access);
        if (options.confirmed) mustBeConfirmed(identity, clock.now());
        callers.set(request, { identity, scope });
        return undefined;
      },
      handler: async (request, reply) => {
        const call = {
          body: isUpload ? aboutOf(route, request) : (request.body as B),
          file: isUpload ? bytesOf(request.raw) : [],
          params: request.params as Record<string, string>,
          ...(callers.get(request) ?? NOBODY),
          address: arrivals.of(request.raw).address,
          reply,
        };
        const result = await entered(call, async () => {
          await mustBeMoreThanALink(call);
          return handler(call);
        });
        // A file that is on its way is not sent yet.
        return reply.sent || route.bytes === 'down' ? reply : reply.send(result);
      },
    });
  };
}

/** For the description of the interface; what a file is, its bytes say. */
const FILE = z.any().describe('The bytes of the file');
const ABOUT = z.looseObject({ [ABOUT_HEADER]: z.string().max(MAX_ABOUT).describe('JSON, percent-encoded') });

/** What an upload says of its file. */
function aboutOf<B>({ body }: http.Route<B, unknown>, { headers }: FastifyRequest): B {
  const told = headers[ABOUT_HEADER];
  const read = body.safeParse(typeof told === 'string' ? readAbout(told) : undefined);
  if (read.success) return read.data;
  const [first] = read.error.issues;
  throw new AppError('request.invalid', `${ABOUT_HEADER}: ${first?.path.join('.') ?? ''} ${first?.message ?? ''}`.slice(0, 500));
}

function readAbout(text: string): unknown {
  try {
    return JSON.parse(decodeURIComponent(text));
  } catch (cause) {
    throw new AppError('request.invalid', `${ABOUT_HEADER}: this is no percent-encoded JSON`, { cause });
  }
}

/** The connection stays when its reader stops early, so that the answer arrives; Node throws the rest away. */
async function* bytesOf(request: IncomingMessage): AsyncIterable<Uint8Array> {
  try {
    yield* request.iterator({ destroyOnReturn: false });
  } catch (cause) {
    throw new AppError('request.cancelled', 'the file did not come whole', { cause });
  }
}

/** Which of the two ways in the document tells of: by a browser's sign-in, or by a key with this scope as well. */
function securityOf(access: http.Route['access']): Record<string, string[]>[] {
  if (access === 'anyone') return [];
  return [{ session: [] }, ...(isApiKeyScope(access) ? [{ key: [access] }] : [])];
}

interface Caller {
  readonly identity: Identity | null;
  readonly scope: Scope;
}
const NOBODY: Caller = { identity: null, scope: 'own' };
const callers = new WeakMap<FastifyRequest, Caller>();

/** Refuses a request that changes something and comes from another site's page. */
export function checkOrigin(site: Site, request: FastifyRequest, mayLackOrigin: boolean): void {
  const { origin, host } = request.headers;
  if (origin === undefined && mayLackOrigin) return;
  if (!site.isOwnOrigin(origin, host))
    throw new AppError('auth.origin', 'this request does not come from this server’s own page');
}

/** For handlers of routes that need a sign-in, where `registerRoute` has seen to it. */
export function signedIn(call: Call<unknown>): Identity {
  if (!call.identity) throw new AppError('auth.required', 'sign in first');
  return call.identity;
}
