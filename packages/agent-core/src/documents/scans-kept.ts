import { MAX_SCANS_KEPT } from '@alongside/consent';
import { id, instant, jws, SCANS_A_DAY, scanLevels, scanOrganisation, scanProfile, shellPage } from '@alongside/protocol';
import { z } from 'zod';

const basis = shellPage.scanBasis;
const asked = { scanId: id, organisation: scanOrganisation, profile: scanProfile, levels: scanLevels, at: instant };

const scanRequest = z.discriminatedUnion('step', [
  z.strictObject({ ...asked, step: z.literal('person'), until: instant }),
  z.strictObject({ ...asked, step: z.literal('next'), basis }),
  z.strictObject({ ...asked, step: z.literal('running'), basis }),
  z.strictObject({ ...asked, step: z.literal('made'), basis, reportId: id }),
  z.strictObject({ ...asked, step: z.literal('done'), basis, reportId: id }),
  z.strictObject({ ...asked, step: z.literal('failed'), basis: basis.nullable() }),
  z.strictObject({ ...asked, step: z.literal('refused'), basis: basis.nullable() }),
  z.strictObject({ ...asked, step: z.literal('lapsed') }),
]);

/** The scan book as a document: its consent as the receipt that was signed, and what the server has not heard of yet. */
export const scansKept = z.strictObject({
  requests: z.array(scanRequest).max(MAX_SCANS_KEPT),
  consent: jws.nullable(),
  runs: z.array(instant).max(10 * SCANS_A_DAY),
  noAt: instant.nullable(),
  seenAt: instant,
  untold: z.array(id).max(MAX_SCANS_KEPT),
});
export type ScansKept = z.infer<typeof scansKept>;
