import type { Clock } from '@alongside/base';
import { ONLINE_PATH, ONLINE_TEXT, RELEASE_HEADER } from '@alongside/protocol';
import type { FastifyInstance } from 'fastify';
import manifest from '../../package.json' with { type: 'json' };

/**
 * A fixed line for computers that want to know whether it is this server that answers (packages/diagnostics): no cookie,
 * no redirect, nothing about anybody. The date is the server's own clock, which they hold theirs against.
 */
export function registerOnlineRoute(app: FastifyInstance, clock: Clock): void {
  app.get(ONLINE_PATH, { schema: { hide: true } }, async (_request, reply) =>
    reply
      .headers({
        'cache-control': 'no-store',
        date: new Date(clock.now()).toUTCString(),
        [RELEASE_HEADER]: manifest.version,
      })
      .type('text/plain; charset=utf-8')
      .send(ONLINE_TEXT),
  );
}
