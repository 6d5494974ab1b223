import { X509Certificate } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { AUTHORITY_FILE, trustPage } from '../pages/trust-page.ts';
import type { LocalAuthority } from '../tls/local-authority.ts';
import { readerOf } from './page-reader.ts';

interface Dependencies {
  readonly organisationName: () => Promise<string>;
  readonly authority: LocalAuthority;
}

/** `/trust`, where one who comes to a server with its own authority learns how to believe it; needs no sign-in. */
export function registerTrustRoutes(app: FastifyInstance, { organisationName, authority }: Dependencies): void {
  const options = { schema: { hide: true }, config: { rateLimit: { max: 120, timeWindow: 60_000 } } };
  const { names, addresses } = authority.names;
  // The bare DER: the hash of the file is then the fingerprint, so that any program can compare it.
  const { raw } = new X509Certificate(authority.certificate);

  app.get('/trust', options, async (request, reply) =>
    reply
      .headers({ 'cache-control': 'no-store', vary: 'Accept-Language' })
      .type('text/html; charset=utf-8')
      .send(
        trustPage({
          reader: readerOf(request),
          organisation: await organisationName(),
          fingerprint: authority.fingerprint,
          hosts: [...names, ...addresses],
        }),
      ),
  );
  app.get(`/trust/${AUTHORITY_FILE}`, options, async (_request, reply) =>
    reply
      .headers({ 'cache-control': 'no-store', 'content-disposition': `attachment; filename="alongside-${AUTHORITY_FILE}"` })
      .type('application/x-x509-ca-cert')
      .send(raw),
  );
}
