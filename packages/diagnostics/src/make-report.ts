import {
  type Finding,
  finding,
  type PrivacyLevel,
  type Report,
  type ScanProfile,
  type SystemName,
  type UnknownReason,
} from '@alongside/protocol';
import { type Check, type Judgement, NONE_PRESENT } from './check.ts';
import { findingCode, rowOf } from './thresholds.ts';

/** What a check's probe ended with, as the parent of its process saw it. */
export type ProbeOutcome =
  | { readonly status: 'read'; readonly reading: unknown }
  | { readonly status: 'unknown'; readonly reason: UnknownReason };

export interface WantedChecks {
  readonly profile: ScanProfile;
  readonly levels: readonly PrivacyLevel[];
  /** Ids; of the others none. */
  readonly only?: readonly string[];
}

/** The checks of a scan: those of the profile whose level is among `levels`. */
export function checksOf(checks: readonly Check[], { profile, levels, only }: WantedChecks): readonly Check[] {
  return checks.filter(
    ({ id, privacy, profiles }) =>
      levels.includes(privacy) && (profile === 'full' || profiles.includes(profile)) && (only?.includes(id) ?? true),
  );
}

/** Why a check need not be tried on this machine at all; undefined where it can be. */
export function hopeless(check: Check, system: SystemName, elevated: boolean): UnknownReason | undefined {
  const probe = check.probes[system];
  if (probe === undefined) return 'unsupported';
  return probe.elevated === true && !elevated ? 'needs_elevation' : undefined;
}

export type CheckResult =
  | { readonly kind: 'finding'; readonly finding: Finding }
  | { readonly kind: 'unknown'; readonly unknown: Report['unknowns'][number] };

/** What a reading means. What another process says it read is believed only where it fits the check's schema. */
export function judged(
  check: Check,
  outcome: ProbeOutcome,
  about: { readonly reportId: string; readonly at: number; readonly tookMs: number },
): CheckResult {
  const { id, privacy } = check;
  const { tookMs } = about;
  const unknown = (reason: UnknownReason): CheckResult => ({ kind: 'unknown', unknown: { check: id, reason, privacy, tookMs } });
  if (outcome.status === 'unknown') return unknown(outcome.reason);
  const common = { check: id, code: findingCode(id, about.reportId), privacy, measured_at: about.at, tookMs };
  if (outcome.reading === NONE_PRESENT) {
    return { kind: 'finding', finding: { ...common, status: 'info', text: 'none', evidence: [] } };
  }
  const reading = check.reading.safeParse(outcome.reading);
  if (!reading.success) return unknown('parse');
  const found = judgedOrNot(check, reading.data);
  if (found === undefined) return unknown('failed');
  const { status, text = status, evidence } = found;
  // What the report cannot hold would cost all of it: here it costs this check.
  const valid = finding.safeParse({ ...common, status, text, evidence: [...evidence] });
  return valid.success ? { kind: 'finding', finding: valid.data } : unknown('parse');
}

function judgedOrNot(check: Check, reading: unknown): Judgement | undefined {
  try {
    return check.judge(reading, rowOf(check.id).limits);
  } catch {
    // A reading that its judge did not think of; the check is at fault, and only it is unknown.
    return undefined;
  }
}
