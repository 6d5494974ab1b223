import { type Disposable, DisposableStore } from '@alongside/base';
import { shellPage } from '@alongside/protocol';
import type { Connection } from '@alongside/rpc';
import type { OwnArticles } from './own-articles.ts';
import type { PageHost } from './ports/index.ts';

/** Gives the shell page the organisation's own articles, and tells it when there are others. */
export class ArticlePageDesk implements Disposable {
  readonly #articles: OwnArticles;
  readonly #store = new DisposableStore();
  #handler: Disposable | undefined;

  constructor(parts: { pages: PageHost; articles: OwnArticles }) {
    const { pages, articles } = parts;
    this.#articles = articles;
    this.#store.add(articles.onChange(() => pages.shell?.notify(shellPage.articlesChanged, {})));
    this.#store.add(pages.onShell((page) => this.#attach(page)));
    this.#attach(pages.shell);
  }

  dispose(): void {
    this.#handler?.dispose();
    this.#store.dispose();
  }

  #attach(page: Connection | undefined): void {
    this.#handler?.dispose();
    this.#handler = page?.handle(shellPage.articlesOwn, ({ offset }) => this.#articles.part(offset));
  }
}
