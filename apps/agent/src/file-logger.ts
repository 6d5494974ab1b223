import { renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from '@alongside/base';
import { destination, pino } from 'pino';

/** One older file is kept beside the newest. */
const MAX_LOG_BYTES = 5 * 1024 * 1024;
/** What waits for a disk that is full; more is left out. */
const MAX_WAITING_BYTES = 256 * 1024;

/** The agent's log, `agent.log` in its data folder, one JSON object a line, readable by the user alone. */
export function fileLogger(folder: string): Logger {
  const path = join(folder, 'agent.log');
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > MAX_LOG_BYTES) renameSync(path, `${path}.1`);
  const file = destination({ dest: path, mode: 0o600, sync: true, maxLength: MAX_WAITING_BYTES });
  // A line that cannot be written must not throw in whoever tells it, a Stop among them. It is tried again with the next one.
  file.on('error', () => undefined);
  const log = pino({ base: null, level: 'info' }, file);
  return {
    debug: (message, facts = {}) => log.debug(facts, message),
    info: (message, facts = {}) => log.info(facts, message),
    warn: (message, facts = {}) => log.warn(facts, message),
    error: (message, facts = {}) => log.error(facts, message),
  };
}
