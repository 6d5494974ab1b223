import { AppError, type Clock, toAppError } from '@alongside/base';
import { articleId, type http, id, PERMISSIONS, type Scope } from '@alongside/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Audit } from '../accounts/audit.ts';
import { type Identity, mustBeConfirmed, permitted } from '../accounts/identity.ts';
import type { Arrival, Arrivals } from './arrivals.ts';
import { answerNotFound } from './error-answer.ts';
import type { Site } from './site.ts';

/** Parameters that are no ids of rows. */
const PARAMETERS: Readonly<Record<string, z.ZodType>> = { article: articleId };

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
}

export interface RouteOptions {
  /** Calls of one address in a minute. */
  readonly callsAMinute?: number;
  /** Programs call it too, which send no Origin; a foreign Origin is refused all the same. */
  readonly forPrograms?: boolean;
  /** Asked before anything else of the request is looked at: where it is false, the route is as any unknown path. */
  readonly exists?: (arrival: Arrival) => boolean;
  /** Entered in the audit where its permission does not say so already; without its body, which may hold secrets. */
  readonly audited?: boolean;
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
}

export type RegisterRoute = ReturnType<typeof routeRegistrar>;

/**
 * The only way in which a route of packages/protocol comes to life: who may call it, from which origin, how often, and
 * what its body may be stand before the handler, in this order.
 */
export function routeRegistrar({ app, site, arrivals, identify, clock, audit }: Dependencies) {
  return <B, R>(route: http.Route<B, R>, handler: (call: Call<B>) => Promise<R>, options: RouteOptions = {}): void => {
    const names = [...route.path.matchAll(/:(\w+)/gu)].map(([, name]) => name ?? '');
    const hasBody = route.method !== 'GET';
    const withBody = route.access !== 'anyone' && PERMISSIONS[route.access].audited === true;
    const entered = (call: Call<B>, action: () => Promise<R>): Promise<R> => {
      const { identity, params } = call;
      if (!identity || !hasBody || !(withBody || options.audited)) return action();
      const act = {
        actor: { id: identity.user.id, name: identity.user.name },
        action: `${route.method} ${route.path}`,
        subject: params?.id ?? null,
        detail: withBody ? call.body : null,
      };
      return audit.during(act, action, (error) => toAppError(error).code);
    };
    app.route({
      method: route.method,
      url: route.path,
      bodyLimit: BODY_BYTES,
      schema: {
        summary: route.summary,
        tags: [route.access],
        ...(hasBody ? { body: route.body } : {}),
        ...(names.length > 0
          ? { params: z.strictObject(Object.fromEntries(names.map((name) => [name, PARAMETERS[name] ?? id]))) }
          : {}),
        response: { 200: route.result },
      },
      config: { rateLimit: { max: options.callsAMinute ?? CALLS_A_MINUTE, timeWindow: 60_000 } },
      onRequest: async (request, reply) => {
        if (options.exists?.(arrivals.of(request.raw)) === false) return answerNotFound(request, reply);
        if (hasBody) checkOrigin(site, request, options.forPrograms ?? false);
        const identity = await identify(request);
        if (route.access === 'anyone') {
          callers.set(request, { identity, scope: 'all' });
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
          body: request.body as B,
          params: request.params as Record<string, string>,
          ...(callers.get(request) ?? NOBODY),
          address: arrivals.of(request.raw).address,
          reply,
        };
        const result = await entered(call, () => handler(call));
        return reply.sent ? reply : reply.send(result);
      },
    });
  };
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
