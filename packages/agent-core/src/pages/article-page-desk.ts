import { type Disposable, DisposableStore } from '@alongside/base';
import { shellPage } from '@alongside/protocol';
import type { OwnArticles } from '../articles/own-articles.ts';
import { onEachShell } from '../connections/on-each-shell.ts';
import type { PageHost } from '../ports/index.ts';

/** Gives the shell page the organisation's own articles, and tells it when there are others. */
export class ArticlePageDesk implements Disposable {
  readonly #store = new DisposableStore();

  constructor(parts: { pages: PageHost; articles: OwnArticles }) {
    const { pages, articles } = parts;
    this.#store.add(articles.onChange(() => pages.shell?.notify(shellPage.articlesChanged, {})));
    this.#store.add(
      onEachShell(pages, (page, own) => {
        if (page) own.add(page.handle(shellPage.articlesOwn, ({ offset }) => articles.part(offset)));
      }),
    );
  }

  dispose(): void {
    this.#store.dispose();
  }
}
