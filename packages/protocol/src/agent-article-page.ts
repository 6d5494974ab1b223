/** Between the agent's shell page and its core: the organisation's own articles. Part of the shell page's contract. */
import { notification, request } from '@alongside/rpc';
import { z } from 'zod';
import { sha256 } from './common.ts';
import { MAX_OFFLINE_ARTICLES, OFFLINE_AT_ONCE, offlineArticle, withdrawnArticles } from './offline-articles.ts';

/** Some of them, from that place on. `etag`: of which state; null while there is none. */
export const articlesOwn = request('articles/own', {
  from: 'page',
  params: z.strictObject({ offset: z.int().min(0).max(MAX_OFFLINE_ARTICLES) }),
  result: z.strictObject({
    etag: sha256.nullable(),
    total: z.int().min(0).max(MAX_OFFLINE_ARTICLES),
    withdrawn: withdrawnArticles,
    articles: z.array(offlineArticle).max(OFFLINE_AT_ONCE),
  }),
});
/** There is another state. */
export const articlesChanged = notification('articles/changed', { from: 'core', params: z.strictObject({}) });
