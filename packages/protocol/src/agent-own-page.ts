/** Between the agent's core and its shell page: what this computer has asked before, and what its user says of it. */
import { notification, request } from '@alongside/rpc';
import { z } from 'zod';
import { articleId, id, nothing } from './common.ts';
import { followedRequest, userVerdict, userWords } from './followed.ts';
import { MAX_OWN_REQUESTS, ownRequest } from './own-requests.ts';
import { sheet } from './sheets.ts';
import { keptPackage } from './vendors.ts';

/** `here`: this computer knows it as open, so that a technician can ask to join for it. */
const known = z.strictObject({ ...ownRequest.shape, here: z.boolean() });
export type KnownRequest = z.infer<typeof known>;

/** While the server is away, those that this computer knows to be open. */
export const ownKnown = request('own/known', {
  from: 'page',
  params: z.strictObject({}),
  result: z.strictObject({ online: z.boolean(), requests: z.array(known).max(MAX_OWN_REQUESTS * 2) }),
});
export const ownOpen = request('own/open', { from: 'page', params: z.strictObject({ requestId: id }), result: followedRequest });
export const ownAnswer = request('own/answer', {
  from: 'page',
  maxBytes: 32 * 1024,
  params: z.strictObject({ requestId: id, ...userWords.shape }),
  result: nothing,
});
export const ownJudge = request('own/judge', {
  from: 'page',
  maxBytes: 32 * 1024,
  params: z.strictObject({ requestId: id, verdict: userVerdict }),
  result: nothing,
});
/** The open request stays open, and the start page is there for another one. */
export const ownAside = request('own/aside', { from: 'page', params: z.strictObject({}), result: nothing });
/** One that was put aside is the one that is shown again. */
export const ownForward = request('own/forward', { from: 'page', params: z.strictObject({ requestId: id }), result: nothing });
/** What the desk said to it is before the user's eyes now. */
export const newsRead = notification('own/news-read', { from: 'page', params: z.strictObject({ requestId: id }) });
/** An article that came with an answer to it. */
export const ownArticle = request('own/article', {
  from: 'page',
  params: z.strictObject({ requestId: id, article: articleId }),
  result: sheet,
});
/** What somebody from outside would get, exactly. */
export const ownShared = request('own/shared', { from: 'page', params: z.strictObject({ requestId: id }), result: keptPackage });
