import type { IncomingMessage } from 'node:http';
import { AppError, type Clock, type Logger } from '@alongside/base';
import { PERMISSIONS, type Permission, permission } from '@alongside/protocol';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { jsonSchemaTransform, validatorCompiler } from 'fastify-type-provider-zod';
import type { z } from 'zod';
import { SESSION_COOKIES } from '../accounts/auth.ts';
import { type Identity, permissionsNow, permitted } from '../accounts/identity.ts';
import type { TlsSource } from '../tls/tls-source.ts';
import type { Arrivals } from './arrivals.ts';
import { answerError, answerNotFound } from './error-answer.ts';
import type { Metrics } from './metrics.ts';
import type { Site } from './site.ts';

interface Options {
  readonly site: Site;
  readonly arrivals: Arrivals;
  /** https where there is one. */
  readonly tls: TlsSource | undefined;
  /** Tells browsers to come by https only, for the whole host. */
  readonly insistsOnTls: boolean;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly identify: (request: FastifyRequest) => Promise<Identity | null>;
  /** Requests wait for it: the port is open a moment before everything is ready. */
  readonly started: Promise<unknown>;
}

/** For TLS to come up; Node would wait two minutes for one who says nothing. */
const HANDSHAKE_MS = 10_000;
/** For what a page sends; a file has longer, at half a megabit a second. */
const REQUEST_MS = 30_000;
const UPLOAD_MS = 6 * 60_000;
/** `/guest/`: its files below /assets show nothing by themselves. */
const GUEST_PAGE = '/guest/';
const HALF_A_YEAR_SECONDS = 182 * 24 * 60 * 60;

/** The HTTP side without its routes: headers, limits, errors, documentation, health. */
export async function createApp({
  site,
  arrivals,
  tls,
  insistsOnTls,
  clock,
  logger,
  metrics,
  identify,
  started,
}: Options): Promise<FastifyInstance> {
  // Requests are logged below, by route: addresses with their tokens are not.
  const settings = { logger: false, bodyLimit: 32 * 1024, requestTimeout: UPLOAD_MS, routerOptions: { maxParamLength: 64 } };
  const http = { headersTimeout: REQUEST_MS };
  // Both kinds of server are one to everything that follows.
  const app = tls
    ? (fastify({ ...settings, https: { ...http, ...tls.current, handshakeTimeout: HANDSHAKE_MS } }) as unknown as FastifyInstance)
    : fastify({ ...settings, http });
  app.removeContentTypeParser('text/plain');
  app.addContentTypeParser('application/octet-stream', (request, payload, done) => {
    if (request.routeOptions.config.isUpload) done(null, payload);
    else done(new AppError('request.invalid', 'this route takes no file'));
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(
    ({ schema }) =>
      (data) =>
        JSON.stringify((schema as unknown as z.ZodType).parse(data)),
  );
  app.setErrorHandler(answerError(logger));

  app.addHook('onRequest', async (request) => {
    await started;
    arrivals.of(request.raw);
    if (!request.routeOptions.config.isUpload) endSlow(request.raw, clock);
    if (!site.isOwnHost(request.headers.host)) throw new AppError('auth.origin', 'this server is not known by that name');
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    metrics.answered(route, reply.statusCode, reply.elapsedTime / 1000);
    logger.debug('answered', { method: request.method, route, status: reply.statusCode, ms: Math.round(reply.elapsedTime) });
  });

  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        // Styles that Mantine and xterm add while they run; a style cannot run code.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'", 'data:'],
        mediaSrc: ["'self'", 'blob:'],
        workerSrc: ["'self'"],
        manifestSrc: ["'self'"],
        // Chromium counts a page's own ws: address as 'self'.
        connectSrc: ["'self'"],
        frameAncestors: ["'none'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        objectSrc: ["'none'"],
      },
    },
    crossOriginEmbedderPolicy: false,
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: insistsOnTls && { maxAge: HALF_A_YEAR_SECONDS, includeSubDomains: false },
    xFrameOptions: { action: 'deny' },
  });
  app.addHook('onSend', async (request, reply) => {
    // The page in which a user without an agent is helped is the one that may show a screen.
    const capture = request.url.startsWith(GUEST_PAGE) ? '(self)' : '()';
    reply.header('permissions-policy', `camera=(), microphone=(), display-capture=${capture}, geolocation=(), usb=(), serial=()`);
    // By its route: an address can be written with its host before it (RFC 9112, 3.2.2).
    if ((request.routeOptions.url ?? request.url).startsWith('/api/')) reply.header('cache-control', 'no-store');
  });
  await app.register(rateLimit, {
    global: false,
    skipOnError: false,
    keyGenerator: (request) => arrivals.of(request.raw).network,
  });

  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      components: {
        securitySchemes: {
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: SESSION_COOKIES[tls || insistsOnTls ? 1 : 0],
            description: 'A browser that is signed in',
          },
          key: {
            type: 'http',
            scheme: 'bearer',
            description: 'A key of a program (docs/api.md), with the scope that the route names',
          },
        },
      },
      info: { title: 'Alongside', description: 'Routes of the server; live messages go over WebSockets.', version: '0.1.0' },
      tags: [
        { name: 'anyone', description: 'Without signing in' },
        ...permission.options.map((name) => ({ name, description: `${rolesWith(name)}, signed in` })),
      ],
    },
    transform: jsonSchemaTransform,
  });
  // For those who are signed in: it is of use to staff alone, and a map of what can be called to anybody else.
  await app.register(swaggerUi, {
    routePrefix: '/api/docs',
    staticCSP: false,
    uiHooks: {
      onRequest: async (request) => {
        const identity = await identify(request);
        if (!identity) throw new AppError('auth.required', 'sign in first');
        permitted(identity, 'interface.read');
      },
    },
  });

  app.get('/healthz', { schema: { hide: true } }, async () => ({ ok: true }));
  app.get('/metrics', { schema: { hide: true } }, async (request, reply) => {
    const { isLocal } = arrivals.of(request.raw);
    const identity = isLocal ? null : await identify(request);
    if (!isLocal && !(identity && permissionsNow(identity).includes('metrics.read'))) return answerNotFound(request, reply);
    return reply
      .type(metrics.contentType)
      .serializer(String)
      .send(await metrics.text());
  });
  return app;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Its body is a file, which its handler reads. */
    isUpload?: boolean;
  }
}

/** Ends a request that does not come to its end. */
function endSlow(request: IncomingMessage, clock: Clock): void {
  if (request.complete) return;
  const patience = clock.after(REQUEST_MS, () => request.destroy());
  request.once('close', () => patience.dispose());
}

function rolesWith(name: Permission): string {
  return Object.keys(PERMISSIONS[name].roles).join(', ');
}
