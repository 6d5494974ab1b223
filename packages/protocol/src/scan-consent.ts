/**
 * Standing consent to scans: what the person at the machine allowed the organisation once, for its checks of this computer.
 * Made in the agent's page alone; no message of the server's makes or widens one.
 */
import { z } from 'zod';
import { id, instant, line, publicKey } from './common.ts';
import { SCAN_LEVELS } from './fleet.ts';
import { organisationHash } from './trust.ts';

export const MAX_SCAN_CONSENT_DAYS = 365;
/** What runs without being asked each time. Whoever asks for more asks the person. */
export const SCANS_A_DAY = 4;

export const scanLevels = z.array(z.enum(SCAN_LEVELS)).min(1).max(SCAN_LEVELS.length);
export type ScanLevel = (typeof SCAN_LEVELS)[number];

/** Whom it is for: the name that the person read, and the key that this device pinned, if any. */
export const scanOrganisation = z.strictObject({ name: line(120), key: organisationHash.nullable() });
export type ScanOrganisation = z.infer<typeof scanOrganisation>;

/** What the agent signs when the person allows it from now on; all that the consent is stands in it. */
export const scanReceipt = z.strictObject({
  type: z.literal('alongside-scan-consent/1'),
  consentId: id,
  /** The agent's own key: a receipt of another computer is none here. */
  device: publicKey,
  organisation: scanOrganisation,
  levels: scanLevels,
  perDay: z.int().min(1).max(SCANS_A_DAY),
  from: instant,
  until: instant,
  language: z.string().regex(/^[A-Za-z0-9-]{1,35}$/u),
});
export type ScanReceipt = z.infer<typeof scanReceipt>;
