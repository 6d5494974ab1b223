import { type Crypto, type Disposable, DisposableStore, fromBase64Url, type Logger, toAppError } from '@alongside/base';
import { deviceSocket, type KeptLogo, shellPage } from '@alongside/protocol';
import type { Connection } from '@alongside/rpc';
import { onEachShell } from '../connections/on-each-shell.ts';
import type { Documents } from '../documents/documents.ts';
import type { PageHost, ServerLink } from '../ports/index.ts';
import type { RequestDesk } from '../requests/request-desk.ts';

interface LogoDeskParts {
  readonly server: ServerLink;
  readonly pages: PageHost;
  readonly crypto: Crypto;
  readonly documents: Documents;
  readonly logger: Logger;
  readonly requests: RequestDesk;
}

/** The organisation's logo, fetched once and kept for when the server is away. Only what has the hash that was told is kept. */
export class LogoDesk implements Disposable {
  readonly #parts: LogoDeskParts;
  readonly #store = new DisposableStore();
  #kept: KeptLogo | null = null;
  #fetching: Promise<void> | undefined;

  constructor(parts: LogoDeskParts) {
    this.#parts = parts;
    this.#store.add(onEachShell(parts.pages, (page, own) => this.#attach(page, own)));
  }

  async start(): Promise<void> {
    const { documents, requests } = this.#parts;
    this.#kept = (await documents.read('logo')) ?? null;
    this.#store.add(requests.onChange(() => void this.#follow()));
    // Not waited for: a server that does not answer keeps nobody from help.
    void this.#follow();
  }

  dispose(): void {
    this.#store.dispose();
  }

  #attach(page: Connection | undefined, own: DisposableStore): void {
    if (!page) return;
    own.add(
      page.handle(shellPage.logoRead, async () => {
        await this.#fetching;
        return { logo: this.#kept?.sha256 === this.#wanted ? this.#kept : null };
      }),
    );
  }

  get #wanted(): string | undefined {
    return this.#parts.requests.organisation?.logo?.sha256;
  }

  /** One fetch at a time; a failed one is tried again when something changes, the connection for instance. */
  #follow(): Promise<void> {
    const { server } = this.#parts;
    const wanted = this.#wanted;
    if (wanted === this.#kept?.sha256 || wanted === undefined || !server.connection) return Promise.resolve();
    this.#fetching ??= this.#fetch(server.connection, wanted).finally(() => {
      this.#fetching = undefined;
    });
    return this.#fetching;
  }

  async #fetch(connection: Connection, wanted: string): Promise<void> {
    const { crypto, documents, logger } = this.#parts;
    try {
      const { mediaType, base64url } = await connection.call(deviceSocket.logoFetch, {});
      const bytes = fromBase64Url(base64url);
      if (bytes === undefined || crypto.sha256(bytes) !== wanted) return logger.warn('a logo came that is another than was told');
      this.#kept = { sha256: wanted, mediaType, base64url };
      await documents.write('logo', this.#kept);
    } catch (thrown) {
      logger.warn('the logo could not be kept', { code: toAppError(thrown).code });
    }
  }
}
