import { shellPage } from '@alongside/protocol';
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import type { CoreClient } from '../core/core-client.ts';
import { useCore, useObservable } from '../core/core-context.tsx';
import { ArticleShelf, type OwnArticles } from './articles.ts';

const Articles = createContext(new ArticleShelf());

/** Articles as this computer has them; of the program alone until the core has told of the organisation's own. */
export function ArticlesProvider({ children }: { readonly children: ReactNode }) {
  const { client } = useCore();
  const { state } = useObservable(client.state);
  const changes = useObservable(client.articleChanges);
  const [shelf, setShelf] = useState(() => new ArticleShelf());
  // biome-ignore lint/correctness/useExhaustiveDependencies: each change is another reading
  useEffect(() => {
    if (state !== 'open') return;
    let current = true;
    readOwn(client)
      .then((own) => {
        if (current) setShelf(new ArticleShelf(own));
      })
      // What is there stays; it is read again with the next change.
      .catch(() => undefined);
    return () => {
      current = false;
    };
  }, [client, state, changes]);
  return <Articles.Provider value={shelf}>{children}</Articles.Provider>;
}

export function useArticles(): ArticleShelf {
  return useContext(Articles);
}

/** All of one state; begun anew where there is another by then. */
async function readOwn(client: Pick<CoreClient, 'call'>): Promise<OwnArticles> {
  let articles: OwnArticles['articles'] = [];
  let of: string | null | undefined;
  for (;;) {
    const part = await client.call(shellPage.articlesOwn, { offset: articles.length });
    if (of !== undefined && part.etag !== of) {
      articles = [];
      of = undefined;
      continue;
    }
    of = part.etag;
    articles = [...articles, ...part.articles];
    if (articles.length >= part.total || part.articles.length === 0) return { articles, withdrawn: part.withdrawn };
  }
}
