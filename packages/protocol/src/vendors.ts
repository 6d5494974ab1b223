/** People from outside who help with what the desk cannot: their records, and what of a ticket they get. */
import { z } from 'zod';
import { id, instant, line, prose, sha256 } from './common.ts';
import { report } from './report.ts';
import { ticketKind } from './ticket-case.ts';

export const MAX_VENDORS = 200;
/** UTF-8. What does not fit is left out from the oldest on; a report goes first. */
export const MAX_PACKAGE_BYTES = 96 * 1024;

/** Empty, or where the vendor takes cases. */
const portal = line(300).refine((text) => text === '' || /^https?:\/\/[^\s/?#]+/u.test(text), 'an http address');

export const vendorRecord = z.strictObject({
  id,
  name: line(120),
  /** Who to call or write to, as one likes. */
  contacts: prose(1000),
  contract: line(200),
  portal,
  /** What the contract promises: an answer within so many hours. */
  answerWithinHours: z
    .int()
    .min(1)
    .max(90 * 24),
  version: z.int().min(0),
});
export type VendorRecord = z.infer<typeof vendorRecord>;
export const vendorBody = vendorRecord.omit({ id: true, version: true });

export const PACKAGE_VOICES = ['user', 'desk', 'system'] as const;

/** What a vendor gets of a ticket, without what tells its user or computer apart; shown to the user, byte for byte, before. */
export const vendorPackage = z.strictObject({
  format: z.literal('vendor-package/1'),
  number: z.int().min(1),
  vendor: line(120),
  madeAt: instant,
  kind: ticketKind.nullable(),
  category: line(60).nullable(),
  entries: z
    .array(
      z.strictObject({
        at: instant,
        from: z.enum(PACKAGE_VOICES),
        kind: z.string().regex(/^[a-z][a-z.-]{1,60}$/u),
        text: prose(8000),
      }),
    )
    .max(500),
  /** The newest report of checks, as far as it is for people from outside. */
  reports: z.array(report).max(1),
});
export type VendorPackage = z.infer<typeof vendorPackage>;

/** `text`: its canonical JSON, of which `sha256` is the hash. */
export const keptPackage = z.strictObject({ sha256, text: z.string().max(MAX_PACKAGE_BYTES) });
export type KeptPackage = z.infer<typeof keptPackage>;
/** `reduced`: what is not for this reader is left out of `text`; the hash is of the whole. */
export const shownPackage = keptPackage.extend({ reduced: z.boolean() });
export type ShownPackage = z.infer<typeof shownPackage>;
