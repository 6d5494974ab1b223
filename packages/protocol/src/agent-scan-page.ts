/** Between the agent's shell page and its core: the checks that the organisation asks for. Part of the shell page's contract. */
import { notification, request } from '@alongside/rpc';
import { z } from 'zod';
import { id, instant, line, nothing } from './common.ts';
import { scanProfile } from './report.ts';
import { SCANS_A_DAY, scanLevels } from './scan-consent.ts';

/** By whose yes: given once for all, for this one alone, or by the machine's administrator in root's file. */
export const scanBasis = z.enum(['standing', 'once', 'file']);
export type ScanBasis = z.infer<typeof scanBasis>;

const asked = { scanId: id, organisation: line(120), profile: scanProfile, levels: scanLevels, at: instant };

/** Waits for an answer until then; nothing is checked or sent without one. `behind`: others that wait after it. */
export const scanWaiting = z.strictObject({ ...asked, until: instant, behind: z.int().min(0).max(10) });
export type ScanWaiting = z.infer<typeof scanWaiting>;

export const pastScan = z.strictObject({
  ...asked,
  /** null: nobody said yes. */
  basis: scanBasis.nullable(),
  outcome: z.enum(['next', 'running', 'sending', 'done', 'failed', 'refused', 'lapsed']),
  /** The report in the history of checks; null where there is none. */
  reportId: id.nullable(),
});
export type PastScan = z.infer<typeof pastScan>;

/** `by`: the person, who can take it back here; or the administrator, by a file that only root can write. */
export const scanConsentView = z.strictObject({
  by: z.enum(['person', 'file']),
  organisation: line(120),
  levels: scanLevels,
  perDay: z.int().min(1).max(SCANS_A_DAY),
  from: instant.nullable(),
  until: instant.nullable(),
});
export type ScanConsentView = z.infer<typeof scanConsentView>;

export const scansView = z.strictObject({
  waiting: scanWaiting.nullable(),
  /** Checks this computer now. */
  running: pastScan.nullable(),
  consents: z.array(scanConsentView).max(2),
  /** Newest first. */
  past: z.array(pastScan).max(60),
});
export type ScansView = z.infer<typeof scansView>;

/** Sent when the page connects, and after each change. */
export const scansChanged = notification('scans/changed', { from: 'core', params: scansView });

/**
 * The user's answer to the one that waits. Throws `consent.withdrawn` where another waits by now or none, `standing.not-now`
 * while somebody is here, and `consent.too-early` for a yes within a second of its coming.
 */
export const scansDecide = request('scans/decide', {
  from: 'page',
  params: z.strictObject({ scanId: id, decision: z.enum(['no', 'once', 'always']) }),
  result: nothing,
});
export type ScanDecision = z.infer<typeof scansDecide.params>['decision'];

/** Takes the standing consent back; what runs under it ends, and sends nothing. */
export const scansRevoke = request('scans/revoke', { from: 'page', params: z.strictObject({}), result: nothing });
