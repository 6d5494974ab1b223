/** Between the agent's shell page and its core: what of a session's record goes to the ticket. Part of the shell page's contract. */
import { request } from '@alongside/rpc';
import { z } from 'zod';
import { SENDING_MS } from './agent-file-page.ts';
import { id, nothing, sha256 } from './common.ts';
import { recordOutline } from './kept-record.ts';

/**
 * Makes the very bytes that would be kept with the ticket: the record, with what was written and typed or without. Nothing is
 * sent, and the one before is void. Throws `session.not-found`, and `ledger.invalid` where the session is not over.
 */
export const recordPrepare = request('record/prepare', {
  from: 'page',
  params: z.strictObject({ sessionId: id, words: z.boolean() }),
  result: z.strictObject({ sha256, bytes: z.int().min(0), outline: recordOutline }),
});
/** These bytes as text, in parts of at most 64 Ki UTF-16 units. Throws `report.not-prepared` where they are others by now. */
export const recordPrepared = request('record/prepared', {
  from: 'page',
  params: z.strictObject({ sha256, offset: z.int().min(0) }),
  result: z.strictObject({ part: z.string().max(64 * 1024), total: z.int().min(0) }),
});
/** Sends exactly what has this hash. Throws `report.not-prepared`, `device.offline`, and what the server answers. */
export const recordKeep = request('record/keep', {
  from: 'page',
  timeoutMs: SENDING_MS,
  params: z.strictObject({ sha256 }),
  result: nothing,
});
/** Has it deleted at the organisation; it stays here. Throws `session.not-found`, `device.offline`. */
export const recordTakeBack = request('record/take-back', {
  from: 'page',
  params: z.strictObject({ sessionId: id }),
  result: nothing,
});
