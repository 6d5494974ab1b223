/** The record of a session where its user kept it with their ticket: what crosses wires about it. */
import { z } from 'zod';
import { attachmentFacts } from './attachments.ts';
import { capability, id, instant, personName, sha256 } from './common.ts';
import { scanProfile } from './report.ts';

/** Of one record: some ten thousand entries. */
export const MAX_KEPT_RECORD_BYTES = 4 * 1024 * 1024;

const count = z.int().min(0);

/** What is in a record, as far as it is no word of anybody's. */
export const recordOutline = z.strictObject({
  sessionId: id,
  technician: personName,
  startedAt: instant,
  endedAt: instant,
  /** What was allowed at some time. */
  allowed: z.array(capability).max(16),
  messages: count,
  commands: count,
  /** What was written and typed is in it; without, the record proves that it was, and not what. */
  words: z.boolean(),
});
export type RecordOutline = z.infer<typeof recordOutline>;

/** On the user's own computer: that it was kept with the ticket, and how much of it. */
export const keptWithTicket = z.strictObject({ at: instant, words: z.boolean(), sha256 });
export type KeptWithTicket = z.infer<typeof keptWithTicket>;

/** Entries of a ticket's log: a record or a report came with its user's yes. A record that goes is `detached`. */
export const broughtEventBodies = [
  z.strictObject({ type: z.literal('record-kept'), file: attachmentFacts, outline: recordOutline }),
  z.strictObject({
    type: z.literal('report-came'),
    /** As the desk calls it. */
    diagnosisId: id,
    sha256,
    profile: scanProfile,
    fail: count,
    warn: count,
  }),
  z.strictObject({ type: z.literal('report-gone'), diagnosisId: id, sha256 }),
] as const;
