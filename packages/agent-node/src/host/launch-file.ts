import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Clock, type Disposable, type Logger, toAppError } from '@alongside/base';
import type { BrowserSeat } from './browser-seat.ts';
import type { OneTimeSecrets } from './one-time-secrets.ts';
import { removeIfThere, writePrivateFile } from './private-file.ts';

const NAME = 'open-alongside.html';
/** A token works for 10 s. A slow disk may open the file late: so it holds a fresh one every 5 s, for a minute. */
const TOKEN_MS = 10_000;
const RENEW_MS = 5_000;

/**
 * The file that the browser opens, readable by its user alone, which forwards to the shell page with a one-time token:
 * an argument of the browser would be readable by everybody.
 */
export class LaunchFile implements Disposable {
  readonly #seat: BrowserSeat;
  readonly #tokens: OneTimeSecrets;
  readonly #pageUrl: string;
  readonly #logger: Logger;
  readonly #renewal: Disposable;
  #writing: Promise<void> = Promise.resolve();

  private constructor(seat: BrowserSeat, tokens: OneTimeSecrets, pageUrl: string, clock: Clock, logger: Logger) {
    this.#seat = seat;
    this.#tokens = tokens;
    this.#pageUrl = pageUrl;
    this.#logger = logger;
    this.#renewal = clock.every(RENEW_MS, () => void this.#renew());
  }

  /** Writes the file with its first token. Throws `storage.*`. */
  static async write(
    options: { readonly seat: BrowserSeat; readonly tokens: OneTimeSecrets; readonly pageUrl: string },
    clock: Clock,
    logger: Logger,
  ): Promise<LaunchFile> {
    const file = new LaunchFile(options.seat, options.tokens, options.pageUrl, clock, logger);
    try {
      await file.#write();
    } catch (error) {
      file.dispose();
      throw toAppError(error, 'storage.broken');
    }
    return file;
  }

  get url(): string {
    return pathToFileURL(this.#path).href;
  }

  /** Takes the file away; tokens that were not used end with it. */
  dispose(): void {
    this.#renewal.dispose();
    this.#tokens.clear();
    this.#writing = this.#writing
      .then(() => removeIfThere(this.#path))
      .catch((error: unknown) => this.#logger.warn('the opening file stays', { error: String(error) }));
  }

  get #path(): string {
    return join(this.#seat.profileDir, NAME);
  }

  async #renew(): Promise<void> {
    this.#writing = this.#writing
      .then(() => this.#write())
      .catch((error: unknown) => this.#logger.warn('the opening file could not be renewed', { error: String(error) }));
    await this.#writing;
  }

  async #write(): Promise<void> {
    const target = JSON.stringify(`${this.#pageUrl}#token=${this.#tokens.issue(TOKEN_MS)}`);
    const page = `<!doctype html><meta charset="utf-8"><meta name="referrer" content="no-referrer"><script>location.replace(${target})</script>\n`;
    await writePrivateFile(this.#seat.profileDir, NAME, page, this.#seat.user);
  }
}
