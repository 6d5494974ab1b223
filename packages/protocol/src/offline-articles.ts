/**
 * What an organisation writes for its customers and for everybody, on its computers: there when nothing else is. An agent
 * asks on its proven connection, and fetches what it has not.
 */
import { request } from '@alongside/rpc';
import { z } from 'zod';
import { articleId, sha256 } from './common.ts';
import { articleText } from './kb.ts';

export const MAX_OFFLINE_ARTICLES = 300;
/** Of all of them, in UTF-16 units. */
export const MAX_OFFLINE_UNITS = 2 * 1024 * 1024;
/** What one answer holds of the longest. */
export const OFFLINE_AT_ONCE = 3;

const version = z.int().min(1);

/** Without who answers for it, and when it is read again: that is the desk's. */
export const offlineArticle = z.strictObject({
  ...articleText.omit({ owner: true, reviewBy: true }).shape,
  id: articleId,
  version,
});
export type OfflineArticle = z.infer<typeof offlineArticle>;

/** Of articles that come with the program: the organisation gives them to nobody outside of the desk any more. */
export const withdrawnArticles = z.array(articleId).max(500);

/** `known`: the state that the agent has. `list` is null where that is still so. */
export const offlineList = request('kb/offline', {
  from: 'agent',
  params: z.strictObject({ known: sha256.nullable() }),
  result: z.strictObject({
    etag: sha256,
    list: z
      .strictObject({
        articles: z.array(z.strictObject({ id: articleId, version })).max(MAX_OFFLINE_ARTICLES),
        withdrawn: withdrawnArticles,
      })
      .nullable(),
  }),
});
/** Those of them that may still be read by others than the desk, as they are now. */
export const offlineRead = request('kb/offline-read', {
  from: 'agent',
  params: z.strictObject({ ids: z.array(articleId).min(1).max(OFFLINE_AT_ONCE) }),
  result: z.array(offlineArticle).max(OFFLINE_AT_ONCE),
});
