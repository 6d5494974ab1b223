import { safeLine } from '@alongside/base';
import type { Evidence, FindingStatus, FixName, PrivacyLevel, ScanProfile, SystemName } from '@alongside/protocol';
import type { z } from 'zod';
import type { Thresholds } from './thresholds.ts';
import type { ProbeTools } from './tools.ts';

/** What a check is about; the first half of its id. */
export type CheckId = keyof Thresholds['checks'] & string;

/**
 * Where a probe runs: `fast` reads files of the system, `commands` runs programs, `network` waits for others, `slow`
 * walks or samples. Each lane is a process of its own, and at most two run at a time.
 */
export type Lane = 'fast' | 'commands' | 'network' | 'slow';

/** Says that the hardware or part in question is not there: no fault, and nothing to check. */
export const NONE_PRESENT = 'none-present';
export type NonePresent = typeof NONE_PRESENT;

export interface Probe<Reading> {
  /** Has no answer without administrator's rights; without them it is `unknown: needs_elevation` and does not run. */
  readonly elevated?: boolean;
  /** Throws `ProbeFailure` with the reason where it cannot tell; anything else thrown counts as `failed`. */
  read(tools: ProbeTools): Promise<Reading | NonePresent>;
}

/** What the figures mean. `text` names one of the check's own texts where the status alone does not tell which. */
export interface Judgement {
  readonly status: FindingStatus;
  readonly text?: string;
  /** Worst first: texts speak of the first of each name. */
  readonly evidence: readonly Evidence[];
}

/** Numbers of the data row, by name. */
export type Limits = Readonly<Record<string, number>>;

/**
 * One check. It owns what is read on each system (`probes`), what that must look like (`reading`: the probe runs in
 * another process) and what it means (`judge`, pure). Numbers are in `thresholds.json`, words in `texts/en.json`.
 */
export interface Check<Reading = unknown> {
  readonly id: CheckId;
  readonly lane: Lane;
  readonly privacy: PrivacyLevel;
  /** The scans it belongs to besides `full`, which has all. */
  readonly profiles: readonly Exclude<ScanProfile, 'full'>[];
  readonly reading: z.ZodType<Reading>;
  readonly probes: Readonly<Partial<Record<SystemName, Probe<Reading>>>>;
  judge(reading: Reading, limits: Limits): Judgement;
  /** The article that helps, a file of content/kb. */
  readonly article?: string;
  /** The safe fix that may mend it. */
  readonly fix?: FixId;
}

export type FixId = FixName;

/** As report/v1 bounds it. */
const MAX_SUBJECT = 120;

/** Keeps a check's own types together; the list has them as `Check`. */
export function defineCheck<Reading>(check: Check<Reading>): Check {
  return check as unknown as Check;
}

/** One figure of a finding. Names and texts are other people's: they are made fit for the report here. */
export function figure(name: string, value: Evidence['value'], unit: Evidence['unit'], rest: Partial<Evidence> = {}): Evidence {
  const { subject = null, limit = null } = rest;
  return {
    name,
    subject: subject === null ? null : safeLine(subject, MAX_SUBJECT),
    value: typeof value === 'string' ? safeLine(value, MAX_SUBJECT) : value,
    unit,
    limit,
  };
}

interface Bounds {
  readonly warn?: number | undefined;
  readonly fail?: number | undefined;
}

/** The status of a value that is worse the higher it is: over `fail`, over `warn`, or neither. */
export function over(value: number, limits: Bounds): 'pass' | 'warn' | 'fail' {
  if (limits.fail !== undefined && value > limits.fail) return 'fail';
  return limits.warn !== undefined && value > limits.warn ? 'warn' : 'pass';
}

/** As `over`, of a value that is worse the lower it is. */
export function under(value: number, limits: Bounds): 'pass' | 'warn' | 'fail' {
  if (limits.fail !== undefined && value < limits.fail) return 'fail';
  return limits.warn !== undefined && value < limits.warn ? 'warn' : 'pass';
}

const WORST_FIRST: readonly FindingStatus[] = ['fail', 'warn', 'info', 'pass'];

export function worst(statuses: readonly FindingStatus[]): FindingStatus {
  return WORST_FIRST.find((status) => statuses.includes(status)) ?? 'pass';
}
