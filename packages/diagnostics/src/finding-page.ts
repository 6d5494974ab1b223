import type { Evidence, Finding, FindingStatus, Report, UnknownReason } from '@alongside/protocol';
import type { FixId } from './check.ts';
import { CHECKS } from './checks/index.ts';
import { createFactFormats, type FactFormats } from './fact-formats.ts';
import { type CheckText, checkRows } from './texts/check-texts.ts';

/** One finding in words, for user and technician alike; who draws it takes what fits. */
export interface FindingLine {
  readonly check: string;
  readonly code: string;
  readonly status: FindingStatus;
  readonly title: string;
  /** What was found. */
  readonly sentence: string;
  /** What it means and what to do; empty where all is fine. */
  readonly meaning: string;
  readonly todo: string;
  /** The figures, short. */
  readonly technician: string;
  readonly evidence: readonly EvidenceRow[];
  readonly article: string | null;
  readonly fix: FixId | null;
}

export interface EvidenceRow {
  readonly name: string;
  readonly subject: string | null;
  readonly value: string;
  readonly limit: string | null;
}

export interface FindingPage {
  /** One sentence over all of it; alarms nobody where nothing fails. */
  readonly headline: string;
  /** Worst first. */
  readonly findings: readonly FindingLine[];
  readonly notChecked: readonly {
    readonly check: string;
    readonly title: string;
    readonly reason: string;
    readonly why: UnknownReason;
  }[];
}

export interface FindingPageOptions {
  readonly text: CheckText;
  /** BCP 47. */
  readonly locale: string;
  /** IANA; default: the reader's own. */
  readonly timeZone?: string;
}

const RANK: Record<FindingStatus, number> = { fail: 0, warn: 1, info: 2, pass: 3 };

/** A report's findings as a page that agent, console and command line draw alike. */
export function findingPage(report: Pick<Report, 'findings' | 'unknowns'>, options: FindingPageOptions): FindingPage {
  const format = createFactFormats(options.locale, options.timeZone);
  const { text } = options;
  const findings = report.findings
    .map((finding) => findingLine(finding, text, format))
    .sort((a, b) => RANK[a.status] - RANK[b.status]);
  return {
    headline: headline(report.findings, text),
    findings,
    notChecked: report.unknowns.map(({ check, reason }) => ({
      check,
      title: hasWords(check, 'title') ? text(`checks.${check}.title`) : check,
      reason: text(`reason.${reason}`),
      why: reason,
    })),
  };
}

function headline(findings: readonly Finding[], text: CheckText): string {
  const count = (status: FindingStatus) => findings.filter((finding) => finding.status === status).length;
  if (findings.length === 0) return text('page.nothing');
  if (count('fail') > 0) return text('page.attention', { count: count('fail') });
  return count('warn') > 0 ? text('page.better', { count: count('warn') }) : text('page.fine');
}

function findingLine(finding: Finding, text: CheckText, format: FactFormats): FindingLine {
  const { check, code, status } = finding;
  const values = gapsOf(finding.evidence, format);
  const say = (name: string) => (hasWords(check, name) ? text(`checks.${check}.${name}`, values) : undefined);
  const good = status === 'pass' || status === 'info';
  const known = CHECKS.find(({ id }) => id === check);
  return {
    check,
    code,
    status,
    title: say('title') ?? check,
    sentence: finding.text === 'none' ? text('none') : (say(finding.text) ?? say(status) ?? text(`status.${status}`)),
    meaning: (good ? undefined : say('meaning')) ?? '',
    todo: (good ? undefined : say('todo')) ?? '',
    technician: (finding.text === 'none' ? text('none') : say('technician')) ?? '',
    evidence: finding.evidence.map(({ name, subject, value, unit, limit }) => ({
      name,
      subject,
      value: formatted(value, unit, format),
      limit: limit === null ? null : formatted(limit, unit, format),
    })),
    article: known?.article ?? null,
    fix: good ? null : (known?.fix ?? null),
  };
}

/** A report may be of an agent that is newer, and checks or says what there are no words for here. */
function hasWords(check: string, name: string): boolean {
  const row = Object.hasOwn(checkRows, check) ? checkRows[check] : undefined;
  return row !== undefined && (Object.hasOwn(row, name) || Object.hasOwn(row, `${name}_other`));
}

/** Gaps of a check's texts: each figure by its name (the first of each, the worst), `subject` of the very first, `count` as a number. */
function gapsOf(evidence: readonly Evidence[], format: FactFormats): Record<string, string | number> {
  const gaps: Record<string, string | number> = {};
  for (const { name, subject, value, unit } of evidence) {
    if (subject !== null) gaps.subject ??= subject;
    gaps[name] ??= name === 'count' && typeof value === 'number' ? value : formatted(value, unit, format);
  }
  return gaps;
}

const DAY_SECONDS = 86_400;

function formatted(value: Evidence['value'], unit: Evidence['unit'], format: FactFormats): string {
  if (typeof value !== 'number') return String(value);
  switch (unit) {
    case 'bytes':
      return format.bytes(value);
    case 'share':
      return format.share(value);
    case 'seconds':
      return format.duration(value);
    case 'days':
      return format.duration(value * DAY_SECONDS);
    case 'instant':
      return format.moment(value);
    case 'megabits':
      return format.bitRate(value);
    case 'milliseconds':
      return `${format.number(value)} ms`;
    case 'celsius':
      return `${format.number(value)} °C`;
    case 'dbm':
      return `${format.number(value)} dBm`;
    case 'count':
    case 'text':
    case 'yes-no':
      return format.number(value);
  }
}
