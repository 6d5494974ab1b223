/**
 * What this computer has asked before, between an agent and the server. The socket has proven the device's key: each of
 * these reaches the device's own tickets alone, and throws `ticket.not-found` for all others.
 */
import { request } from '@alongside/rpc';
import { z } from 'zod';
import { articleId, id, instant, line, nothing } from './common.ts';
import { followedRequest, userVerdict, userWords } from './followed.ts';
import { sheet } from './sheets.ts';
import { followStep } from './ticket-case.ts';
import { keptPackage } from './vendors.ts';

export const ownRequest = z.strictObject({
  requestId: id,
  number: z.int().min(1),
  /** The first line of what was asked. */
  subject: line(120),
  step: followStep,
  createdAt: instant,
  updatedAt: instant,
});
export type OwnRequest = z.infer<typeof ownRequest>;
export const MAX_OWN_REQUESTS = 50;
export const ownRequests = z.array(ownRequest).max(MAX_OWN_REQUESTS);

/** A conversation with its newest messages, as far as one message holds. */
export const FOLLOWED_BYTES = 128 * 1024;

/** The newest first; not what was opened without anybody at the computer asking. */
export const ownList = request('own/list', { from: 'agent', params: z.strictObject({}), result: ownRequests });
export const ownRead = request('own/read', { from: 'agent', params: z.strictObject({ requestId: id }), result: followedRequest });
/** An answer to a solution opens the ticket again. */
export const ownSay = request('own/say', {
  from: 'agent',
  maxBytes: 32 * 1024,
  params: z.strictObject({ requestId: id, ...userWords.shape }),
  result: nothing,
});
export const ownVerdict = request('own/verdict', {
  from: 'agent',
  maxBytes: 32 * 1024,
  params: z.strictObject({ requestId: id, verdict: userVerdict }),
  result: nothing,
});
/** Throws `article.not-found` for an article that was not sent with that very request. */
export const ownSheet = request('own/sheet', {
  from: 'agent',
  params: z.strictObject({ requestId: id, article: articleId }),
  result: sheet,
});
/** What somebody from outside would get, exactly. */
export const ownPackage = request('own/package', {
  from: 'agent',
  params: z.strictObject({ requestId: id }),
  result: keptPackage,
});
/** A file that its user sent with that request; throws `attachment.not-found` for any other. */
export const ownDetach = request('own/detach', {
  from: 'agent',
  params: z.strictObject({ requestId: id, attachmentId: id }),
  result: nothing,
});
