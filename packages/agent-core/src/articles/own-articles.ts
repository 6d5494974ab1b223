import { type Disposable, DisposableStore, Emitter, type Event, type Logger, toAppError } from '@alongside/base';
import { deviceSocket, MAX_OFFLINE_ARTICLES, MAX_OFFLINE_UNITS, OFFLINE_AT_ONCE, type OfflineArticle } from '@alongside/protocol';
import type { Connection } from '@alongside/rpc';
import type { Document, Documents } from '../documents/documents.ts';
import type { ServerLink } from '../ports/index.ts';

export interface OwnArticlesParts {
  readonly documents: Documents;
  readonly server: ServerLink;
  readonly logger: Logger;
}

type Kept = Document<'own-articles'>;

const NONE: Kept = { etag: null, articles: [], withdrawn: [] };

/**
 * The organisation's own articles on this computer, also while the server is away. Looked up anew at each connection: what
 * is new or changed is fetched, and what is withdrawn is gone.
 */
export class OwnArticles implements Disposable {
  readonly #parts: OwnArticlesParts;
  readonly #store = new DisposableStore();
  readonly #changed = new Emitter<void>();
  #kept: Kept = NONE;

  readonly onChange: Event<void> = this.#changed.event;

  constructor(parts: OwnArticlesParts) {
    this.#parts = parts;
  }

  async start(): Promise<void> {
    const { documents, server } = this.#parts;
    this.#kept = (await documents.read('own-articles')) ?? NONE;
    this.#store.add(server.onConnection((connection) => void this.#look(connection)));
    void this.#look(server.connection);
  }

  part(offset: number): { etag: string | null; total: number; withdrawn: string[]; articles: OfflineArticle[] } {
    const { etag, articles, withdrawn } = this.#kept;
    return { etag, total: articles.length, withdrawn, articles: articles.slice(offset, offset + OFFLINE_AT_ONCE) };
  }

  dispose(): void {
    this.#store.dispose();
  }

  /** Where the connection goes meanwhile, what was there stays; the next one begins anew. */
  async #look(connection: Connection | undefined): Promise<void> {
    if (!connection) return;
    try {
      const { etag, list } = await connection.call(deviceSocket.offlineList, { known: this.#kept.etag });
      if (!list) return;
      const articles = await this.#fetched(connection, list.articles.slice(0, MAX_OFFLINE_ARTICLES));
      if (this.#parts.server.connection !== connection) return;
      this.#kept = { etag, articles, withdrawn: list.withdrawn };
      this.#changed.fire();
      await this.#parts.documents.write('own-articles', this.#kept);
    } catch (error) {
      this.#parts.logger.warn('the organisation’s articles are as they were', { code: toAppError(error).code });
    }
  }

  /** In the order of the list, without what has not changed being asked for. */
  async #fetched(connection: Connection, list: readonly { id: string; version: number }[]): Promise<OfflineArticle[]> {
    const found = new Map(this.#kept.articles.map((article) => [article.id, article]));
    const wanted = list.filter(({ id, version }) => found.get(id)?.version !== version).map(({ id }) => id);
    for (const id of wanted) found.delete(id);
    for (let at = 0; at < wanted.length; at += OFFLINE_AT_ONCE) {
      const ids = wanted.slice(at, at + OFFLINE_AT_ONCE);
      for (const article of await connection.call(deviceSocket.offlineRead, { ids })) {
        if (ids.includes(article.id)) found.set(article.id, article);
      }
    }
    let left = MAX_OFFLINE_UNITS;
    return list.flatMap(({ id }) => {
      const article = found.get(id);
      left -= article === undefined ? 0 : JSON.stringify(article).length;
      return article === undefined || left < 0 ? [] : [article];
    });
  }
}
