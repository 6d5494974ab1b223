import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Clock, type Disposable, type Logger, toAppError } from '@alongside/base';
import type { BrowserSeat } from './browser-seat.ts';
import type { OneTimeSecrets } from './one-time-secrets.ts';
import { writePrivateFile } from './private-file.ts';

const NAME = 'open-alongside.html';
/** A token works for 10 s. A slow disk may open the file late: so it holds a fresh one every 5 s. */
const TOKEN_MS = 10_000;
const RENEW_MS = 5_000;
/** While the page's own files are being fetched it works on: 8 s from file to first message were seen on a busy machine. */
const LONGEST_MS = 60_000;

export interface LaunchFileOptions {
  readonly seat: BrowserSeat;
  readonly tokens: OneTimeSecrets;
  readonly pageUrl: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * The file that the browser opens, readable by its user alone, which forwards to the shell page with a one-time token:
 * an argument of the browser would be readable by everybody. Throws `storage.broken` where it cannot be written.
 */
export class LaunchFile implements Disposable {
  readonly #options: LaunchFileOptions;
  readonly #renewal: Disposable;

  constructor(options: LaunchFileOptions) {
    this.#options = options;
    try {
      this.#write();
    } catch (error) {
      throw toAppError(error, 'storage.broken');
    }
    this.#renewal = options.clock.every(RENEW_MS, () => this.#renew());
  }

  get url(): string {
    return pathToFileURL(this.#path).href;
  }

  /** Takes the file away; tokens that were not used end with it. */
  dispose(): void {
    this.#renewal.dispose();
    this.#options.tokens.clear();
    rmSync(this.#path, { force: true });
  }

  get #path(): string {
    return join(this.#options.seat.profileDir, NAME);
  }

  #renew(): void {
    try {
      this.#write();
    } catch (error) {
      this.#options.logger.warn('the opening file could not be renewed', { error: toAppError(error).message });
    }
  }

  #write(): void {
    const { seat, tokens, pageUrl } = this.#options;
    const target = JSON.stringify(`${pageUrl}#token=${tokens.issue(TOKEN_MS, LONGEST_MS)}`);
    const page = `<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer"><script>location.replace(${target})</script>\n`;
    writePrivateFile(seat.profileDir, NAME, page, seat.user);
  }
}
