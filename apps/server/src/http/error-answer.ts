import { AppError, type Logger, toAppError } from '@alongside/base';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';

/** The one form of each failure: `{ "error": { code, message, data? } }`. What was not foreseen says nothing of itself. */
export function answerError(logger: Logger) {
  return (thrown: FastifyError | AppError, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const error = translated(thrown);
    if (error.code === 'internal') {
      logger.error('a request failed', { route: request.routeOptions.url ?? 'none', error: error.message });
    }
    const wire = error.code === 'internal' ? { code: error.code, message: 'this failed on the server' } : error.toWire();
    return reply.status(error.status).send({ error: wire });
  };
}

/** For any path that is not there, and for routes that are no more. */
export function answerNotFound(_request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply.status(404).send({ error: { code: 'rpc.unknown-method', message: 'there is nothing here' } });
}

function translated(thrown: FastifyError | AppError): AppError {
  if (thrown instanceof AppError) return thrown;
  if (hasZodFastifySchemaValidationErrors(thrown)) {
    const [first] = thrown.validation;
    const where = first?.instancePath.replaceAll('/', '.').replace(/^\./u, '') || 'body';
    return new AppError('request.invalid', `${where}: ${first?.message ?? 'not as agreed'}`.slice(0, 500), { cause: thrown });
  }
  switch (thrown.statusCode) {
    case 413:
      return new AppError('request.too-large', 'the request is too large', { cause: thrown });
    case 429:
      return new AppError('request.rate-limited', 'too many requests; wait a minute', { cause: thrown });
    case 400:
    case 415:
      return new AppError('request.invalid', 'the request cannot be read', { cause: thrown });
    default:
      return toAppError(thrown);
  }
}
