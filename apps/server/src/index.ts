export { createServer } from './create-server.ts';
export type { LogLevel } from './logging.ts';
export type { AlongsideServer, ServerOptions } from './server-options.ts';
