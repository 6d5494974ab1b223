import {
  MAX_SCAN_CONSENT_DAYS,
  SCANS_A_DAY,
  type ScanBasis,
  type ScanLevel,
  type ScanOrganisation,
  type ScanReceipt,
} from '@alongside/protocol';

const DAY_MS = 24 * 60 * 60 * 1000;
const MAX_CONSENT_MS = MAX_SCAN_CONSENT_DAYS * DAY_MS;
const SLACK_MS = 5 * 60 * 1000;

/** What the administrator of a machine without a person allowed, as root's file has it for this very organisation. */
export interface FileConsent {
  readonly levels: readonly ScanLevel[];
  readonly until: number | null;
}

export interface Covers {
  readonly organisation: ScanOrganisation;
  readonly levels: readonly ScanLevel[];
  readonly at: number;
  readonly file: FileConsent | null;
}

/**
 * Of which levels a scan may run now without anybody being asked; undefined where the person is. What is asked and what was
 * allowed are cut by each other: neither widens the other.
 */
export function coveredBy(
  { consent, seenAt }: { readonly consent: ScanReceipt | null; readonly seenAt: number },
  { organisation, levels, at, file }: Covers,
  { began, planned }: { readonly began: number; readonly planned: number },
): { readonly basis: ScanBasis; readonly levels: readonly ScanLevel[] } | undefined {
  // Set back, so that what ran out would hold again: the person is asked.
  if (at < seenAt - SLACK_MS) return undefined;
  if (consent && holds(consent, organisation, at) && began + planned < Math.min(consent.perDay, SCANS_A_DAY)) {
    const both = levels.filter((level) => consent.levels.includes(level));
    if (both.length > 0) return { basis: 'standing', levels: both };
  }
  if (file && (file.until === null || at < file.until) && began + planned < SCANS_A_DAY) {
    const both = levels.filter((level) => file.levels.includes(level));
    if (both.length > 0) return { basis: 'file', levels: both };
  }
  return undefined;
}

function holds({ organisation, from, until }: ScanReceipt, by: ScanOrganisation, at: number): boolean {
  if (organisation.name !== by.name || organisation.key !== by.key) return false;
  // Whatever it says: none is longer than the rule.
  return at >= from - SLACK_MS && at < Math.min(until, from + MAX_CONSENT_MS);
}

/** Whether a receipt is for what the person was asked, and for no more. */
export function isScanReceipt(
  { organisation, levels, perDay, from, until }: ScanReceipt,
  asked: { readonly organisation: ScanOrganisation; readonly levels: readonly ScanLevel[] },
  at: number,
): boolean {
  if (organisation.name !== asked.organisation.name || organisation.key !== asked.organisation.key) return false;
  if (!levels.every((level) => asked.levels.includes(level)) || perDay > SCANS_A_DAY) return false;
  return from <= at && until > at && until - from <= MAX_CONSENT_MS;
}
