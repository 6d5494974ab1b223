import { basename, dirname } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import type { AgentPackage } from '../agent-package.ts';
import { AGENT_FILE, getPage } from '../pages/get-page.ts';
import { GET_SCRIPT } from '../pages/get-script.ts';
import { type OfPages, PLAIN_STYLE } from '../pages/plain-page.ts';
import { visitorSystem } from '../pages/visitor-system.ts';
import { answerNotFound } from './error-answer.ts';
import { readerOf } from './page-reader.ts';

const RETRY_AFTER_SECONDS = 3;
const MINUTE_MS = 60_000;

interface Dependencies {
  readonly ofPages: () => Promise<OfPages>;
  readonly agentPackage: () => AgentPackage;
  readonly hasOwnAuthority: boolean;
}

/** `/get`, where an enrollment link leads, and the agent that it gives. Before other static files: it has its own. */
export async function registerGetRoutes(
  app: FastifyInstance,
  { ofPages, agentPackage, hasOwnAuthority }: Dependencies,
): Promise<void> {
  await app.register(async (scope) => {
    await scope.register(fastifyStatic, { root: import.meta.dirname, serve: false });

    const page = { schema: { hide: true }, config: { rateLimit: { max: 120, timeWindow: MINUTE_MS } } };
    scope.get('/get', page, async (request, reply) => {
      const { 'sec-ch-ua-platform': hint, 'user-agent': agent } = request.headers;
      const system = visitorSystem({ hint: typeof hint === 'string' ? hint : undefined, agent });
      return reply
        .headers({ 'cache-control': 'no-store', vary: 'User-Agent, Sec-CH-UA-Platform, Accept-Language' })
        .type('text/html; charset=utf-8')
        .send(
          getPage({
            reader: readerOf(request),
            ...(await ofPages()),
            system,
            agent: agentPackage(),
            hasOwnAuthority,
          }),
        );
    });
    scope.get('/get.js', page, async (_request, reply) => reply.type('text/javascript; charset=utf-8').send(GET_SCRIPT));
    scope.get('/get.css', page, async (_request, reply) => reply.type('text/css; charset=utf-8').send(PLAIN_STYLE));

    // A page that waits asks 20 times a minute; a browser that fetches it in parts, a few times.
    const file = { schema: { hide: true }, config: { rateLimit: { max: 60, timeWindow: MINUTE_MS } } };
    scope.get(`/get/${AGENT_FILE}`, file, async (request, reply) => {
      const agent = agentPackage();
      switch (agent.kind) {
        case 'ready':
          return reply
            .headers({
              'cache-control': 'no-cache',
              'content-type': 'application/gzip',
              'content-disposition': `attachment; filename="${AGENT_FILE}"`,
            })
            .sendFile(basename(agent.path), dirname(agent.path), { cacheControl: false, contentType: false });
        case 'preparing':
          return reply
            .status(202)
            .headers({ 'cache-control': 'no-store', 'retry-after': RETRY_AFTER_SECONDS })
            .type('text/plain; charset=utf-8')
            .send('The agent is being made ready; ask again in a few seconds.\n');
        case 'failed':
        case 'none':
          return answerNotFound(request, reply);
      }
    });
  });
}
