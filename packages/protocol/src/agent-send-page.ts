/** Between the agent's shell page and its core: what of a report may leave the machine. Part of the shell page's contract. */
import { request } from '@alongside/rpc';
import { z } from 'zod';
import { id, nothing, sha256 } from './common.ts';
import { checkId, facts, privacyLevel } from './report.ts';

/** What is content (P3) is never in a report that is sent from here. */
export const sendLevels = z
  .array(privacyLevel.exclude(['P3']))
  .min(1)
  .max(3);
export type SendLevels = z.infer<typeof sendLevels>;

/** What the user left out of it, by name. */
export const sendRemoved = z.strictObject({
  facts: z.array(z.enum(Object.keys(facts.shape) as [keyof typeof facts.shape])).max(32),
  checks: z.array(checkId).max(100),
});
export type SendRemoved = z.infer<typeof sendRemoved>;

/**
 * Makes the very bytes that would leave the machine: of these levels, redacted, without what was left out. Nothing is sent.
 * The one before is void. Throws `report.not-found`.
 */
export const sendPrepare = request('send/prepare', {
  from: 'page',
  params: z.strictObject({ reportId: id, levels: sendLevels, removed: sendRemoved }),
  /** Of the UTF-8 bytes. */
  result: z.strictObject({ sha256, bytes: z.int().min(0) }),
});
/** These bytes as text, in parts of at most 64 Ki UTF-16 units. Throws `report.not-prepared` where they are others by now. */
export const sendPrepared = request('send/prepared', {
  from: 'page',
  params: z.strictObject({ sha256, offset: z.int().min(0) }),
  result: z.strictObject({ part: z.string().max(64 * 1024), total: z.int().min(0) }),
});
/** Sends exactly what has this hash. Throws `report.not-prepared`, `rpc.closed`, and what the server answers. */
export const sendSend = request('send/send', { from: 'page', params: z.strictObject({ sha256 }), result: nothing });
/** Deletes it at the organisation; it stays here. Throws `report.not-found`, `rpc.closed`. */
export const sendTakeBack = request('send/take-back', {
  from: 'page',
  params: z.strictObject({ reportId: id }),
  result: nothing,
});
