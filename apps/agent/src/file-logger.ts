import { renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from '@alongside/base';
import { destination, pino } from 'pino';

/** One older file is kept beside the newest. */
const MAX_LOG_BYTES = 5 * 1024 * 1024;

/** Of lines that a full disk does not take; what comes on top is lost. */
const MAX_WAITING_BYTES = 256 * 1024;

/**
 * The agent's log, `agent.log` in its data folder, one JSON object a line, readable by the user alone. A disk that takes no
 * line ends nothing: without a listener the failure would be thrown at whoever tells something, also in the middle of a Stop.
 */
export function fileLogger(folder: string): Logger {
  const path = join(folder, 'agent.log');
  const file = destination({ dest: path, mode: 0o600, sync: true, maxLength: MAX_WAITING_BYTES });
  file.on('error', () => undefined);
  const log = pino({ base: null, level: 'info' }, file);
  let bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  file.on('write', (written) => {
    bytes += written;
    if (bytes <= MAX_LOG_BYTES) return;
    // Also where it fails: it is tried again after as much.
    bytes = 0;
    try {
      renameSync(path, `${path}.1`);
      file.reopen(path);
    } catch (error) {
      log.warn({ reason: String(error) }, 'the log could not be put aside');
    }
  });
  return {
    debug: (message, facts = {}) => log.debug(facts, message),
    info: (message, facts = {}) => log.info(facts, message),
    warn: (message, facts = {}) => log.warn(facts, message),
    error: (message, facts = {}) => log.error(facts, message),
  };
}
