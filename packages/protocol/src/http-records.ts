import { z } from 'zod';
import { id, instant, line, personName, publicKey, sha256, signature } from './common.ts';
import { keptHead, MAX_KEPT_HEADS } from './kept-head.ts';
import { MAX_KEPT_RECORD_BYTES } from './kept-record.ts';
import { done, none, route, uploadRoute } from './route.ts';

/** What the server knows of a session whose record somebody holds. The keys are the server's word; the heads prove themselves. */
export const sessionHeads = route(
  'GET',
  '/api/sessions/:id/heads',
  'records.read',
  'Heads that were kept of a session’s ledger',
  {
    body: none,
    result: z.strictObject({
      device: z.strictObject({ name: line(80), publicKey }),
      technician: z.strictObject({ name: personName, publicKey }),
      heads: z.array(keptHead).max(MAX_KEPT_HEADS),
    }),
  },
);

/**
 * The user keeps the record of a session with its ticket. The device signs `alongside-record/1 LF deviceId LF sessionId LF
 * sha256 LF at`, `at` by the server's clock; the bytes are an export of the ledger. Another one of the same session takes its
 * place. Throws `ledger.invalid` for a record that does not hold or is of another session, `session.not-found`,
 * `policy.forbidden` where the organisation keeps none.
 */
export const deviceKeepRecord = uploadRoute(
  '/api/device/session-records',
  'anyone',
  'A computer keeps the record of a session with its ticket',
  { body: z.strictObject({ deviceId: id, sessionId: id, sha256, at: instant, signature }), result: done },
);
/** The user takes it back. The device signs `alongside-record-back/1 LF deviceId LF sessionId LF at`. */
export const deviceDropRecord = route(
  'POST',
  '/api/device/session-records/remove',
  'anyone',
  'A computer takes the record of a session back',
  { body: z.strictObject({ deviceId: id, sessionId: id, at: instant, signature }), result: done },
);
/**
 * A record as this reader may have it: for the first tier without the words of what was typed into a shell. It verifies all the
 * same. Throws `session.not-found`, also where the caller may not see it.
 */
export const sessionRecord = route(
  'GET',
  '/api/tickets/:id/session-records/:session',
  'tickets.read',
  'The record of a session that its user kept with the ticket',
  { body: none, result: z.strictObject({ text: z.string().max(MAX_KEPT_RECORD_BYTES), withheld: z.int().min(0) }) },
);
