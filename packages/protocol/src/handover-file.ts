import { z } from 'zod';
import { id, sha256 } from './common.ts';
import { ticketEvent } from './desk-socket.ts';
import { MAX_REPORT_BYTES } from './diagnosis.ts';
import { handoverManifest } from './ticket-desk.ts';

/** Of one file: reports beyond these are named in the manifest, with their hashes. */
export const REPORTS_A_FILE = 5;
/** A handover as one file: what of it is for the reader, and the hashes of all of it. */
export const handoverFile = z.strictObject({
  format: z.literal('handover-file/1'),
  sha256,
  manifest: handoverManifest,
  entries: z.array(ticketEvent).max(5000),
  /** The newest ones. */
  reports: z.array(z.strictObject({ id, body: z.string().max(MAX_REPORT_BYTES) })).max(REPORTS_A_FILE),
});
export type HandoverFile = z.infer<typeof handoverFile>;
