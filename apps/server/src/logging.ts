import type { Logger } from '@alongside/base';
import pino from 'pino';

export type LogLevel = 'silent' | 'error' | 'warn' | 'info' | 'debug';

/**
 * Whatever is passed by mistake under one of these names is not written. Nothing is meant to be: callers log facts
 * (routes, kinds, codes, counts), never what was said, signed or negotiated.
 */
const NEVER_WRITTEN = [
  'token',
  'cookie',
  'authorization',
  'password',
  'secret',
  'sdp',
  'signal',
  'text',
  'proof',
  'signature',
  'jws',
  'url',
];

/** Of lines that nobody takes; what comes on top is lost. */
const MAX_WAITING_BYTES = 1024 * 1024;

/** JSON lines on standard error. */
export function pinoLogger(level: LogLevel, destination: pino.DestinationStream = standardError()): Logger {
  const paths = NEVER_WRITTEN.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  const logger = pino({ level, base: null, redact: { paths, censor: '[removed]' } }, destination);
  return {
    debug: (message, facts) => logger.debug(facts ?? {}, message),
    info: (message, facts) => logger.info(facts ?? {}, message),
    warn: (message, facts) => logger.warn(facts ?? {}, message),
    error: (message, facts) => logger.error(facts ?? {}, message),
  };
}

/** Where it is a file on a full disk, lines wait or are lost. Without a listener the failure would be thrown at whoever tells something. */
function standardError(): pino.DestinationStream {
  return pino.destination({ fd: 2, sync: true, maxLength: MAX_WAITING_BYTES }).on('error', () => undefined);
}
