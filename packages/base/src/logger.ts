/** Structured logging as a port. `info` is once per lifecycle step, `debug` is for developers. Never pass secrets or content. */
export interface Logger {
  debug(message: string, facts?: Record<string, unknown>): void;
  info(message: string, facts?: Record<string, unknown>): void;
  warn(message: string, facts?: Record<string, unknown>): void;
  error(message: string, facts?: Record<string, unknown>): void;
}

const ignore = (): undefined => undefined;

/** For tests and for parts that have nothing to say. */
export const silentLogger: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore };
