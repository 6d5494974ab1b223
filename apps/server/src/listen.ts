import type { Server as HttpsServer } from 'node:https';
import { AppError, type Clock, type Disposable, type Logger, toAppError } from '@alongside/base';
import type { FastifyInstance } from 'fastify';
import { answerPlainHttp } from './tls/answer-plain-http.ts';
import type { TlsSource } from './tls/tls-source.ts';

const LOOK_FOR_CERTIFICATE_MS = 60_000;

/** Opens the port and gives its number. Throws `environment.port-taken`, or `request.invalid` where it cannot be had. */
export async function listen(app: FastifyInstance, host: string, port: number): Promise<number> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    const { code } = error as { code?: string };
    // A machine without IPv6.
    if (host === '::' && (code === 'EAFNOSUPPORT' || code === 'EADDRNOTAVAIL')) return listen(app, '0.0.0.0', port);
    await app.close();
    throw listenFailure(error, host, port);
  }
  const address = app.server.address();
  if (address === null || typeof address === 'string') throw new AppError('internal', 'the server has no port');
  return address.port;
}

function listenFailure(cause: unknown, host: string, port: number): unknown {
  const options = { cause, context: { host, port } };
  switch ((cause as { code?: string }).code) {
    case 'EADDRINUSE':
      return new AppError(
        'environment.port-taken',
        `Port ${port} is taken by another program. Choose another with --port.`,
        options,
      );
    case 'EACCES':
      return new AppError('request.invalid', `Port ${port} is kept for the system here. Choose another with --port.`, options);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new AppError('request.invalid', `"${host}" is no address of this machine.`, options);
    default:
      return cause;
  }
}

/** For a server with TLS: a certificate that was renewed is used for whoever comes from then on. */
export function keepFresh(app: FastifyInstance, tls: TlsSource, clock: Clock, logger: Logger): Disposable {
  const server = app.server as unknown as HttpsServer;
  answerPlainHttp(server);
  return clock.every(LOOK_FOR_CERTIFICATE_MS, () => {
    tls.refresh().then(
      (changed) => changed && server.setSecureContext({ ...tls.current }),
      (error: unknown) => logger.error('the certificate could not be renewed', { reason: toAppError(error).message }),
    );
  });
}
