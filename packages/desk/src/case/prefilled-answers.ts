import type { AnswerSource, KbCategory, Questionnaire, Report } from '@alongside/protocol';
import { isAnswer } from './questionnaire.ts';

/** A report of the ticket's computer, by the name that the desk has for it. */
export interface SourcedReport {
  readonly id: string;
  readonly report: Report;
}

export interface Prefilled {
  readonly answer: string;
  readonly source: AnswerSource;
}

const DAY_S = 24 * 60 * 60;
const GB = 1e9;
const WIRELESS = /^(?:wl|wi-?fi|wireless)/iu;

type Reads = (report: Report) => string | undefined;

/** What each question can be answered with, in words that no language bends: names, figures, or one of its choices. */
const FROM_REPORT: Readonly<Record<string, Reads>> = {
  restarted: ({ facts: { operatingsystem: os } }) =>
    os.status === 'known' ? (os.value.uptime_seconds < DAY_S ? 'yes' : 'no') : undefined,
  connection: ({ facts: { networks } }) => (networks.status === 'known' ? connectionOf(networks.value) : undefined),
  system: ({ facts: { operatingsystem: os } }) => (os.status === 'known' ? joined(os.value.name, os.value.version) : undefined),
  computer: ({ facts: { hardware } }) =>
    hardware.status === 'known' ? joined(hardware.value.manufacturer, hardware.value.model) : undefined,
  'disk-free': ({ facts: { drives } }) => (drives.status === 'known' ? fullest(drives.value) : undefined),
  memory: ({ facts: { memories } }) =>
    memories.status === 'known' && memories.value.total > 0
      ? `${gigabytes(memories.value.used)} / ${gigabytes(memories.value.total)}`
      : undefined,
  battery: ({ facts: { batteries }, findings }) => {
    if (batteries.status === 'known' && batteries.value.length === 0) return 'none';
    return firstKnown(findings, ['bat.cond', 'bat.wear'], { bad: 'worn', pass: 'good' });
  },
  updates: ({ findings }) =>
    firstKnown(findings, ['os.reboot'], { bad: 'restart' }) ??
    firstKnown(findings, ['os.updates'], { bad: 'waiting', pass: 'none' }),
};

/**
 * What reports say already, the newest first. A person keeps or changes it: a report is of its hour, a problem of another.
 */
export function prefilledAnswers(
  reports: readonly SourcedReport[],
  asked: Pick<Questionnaire, 'questions'>,
): Readonly<Record<string, Prefilled>> {
  const found = Object.entries(FROM_REPORT).flatMap(([id, read]) => {
    for (const { id: diagnosisId, report } of reports) {
      const answer = read(report)?.slice(0, 400);
      if (answer !== undefined && answer !== '' && isAnswer(asked, id, answer)) {
        return [[id, { answer, source: sourceOf(diagnosisId, report) }] as const];
      }
    }
    return [];
  });
  return Object.fromEntries(found);
}

/** Areas of checks, by the categories of articles and tickets. */
const CATEGORIES: Readonly<Record<string, KbCategory>> = {
  agent: 'alongside',
  app: 'programs',
  bat: 'hardware',
  cpu: 'performance',
  dev: 'devices',
  disk: 'disks',
  fs: 'disks',
  mem: 'performance',
  net: 'network',
  os: 'system',
  prn: 'devices',
  sec: 'safety',
  svc: 'system',
  wifi: 'network',
};

/** What the newest report speaks for: the area of its worst check, a failing one before one that warns. */
export function prefilledCategory([newest]: readonly SourcedReport[]) {
  const findings = newest?.report.findings ?? [];
  const worst = findings.find(({ status }) => status === 'fail') ?? findings.find(({ status }) => status === 'warn');
  const value = worst && CATEGORIES[worst.check.split('.', 1)[0] ?? ''];
  if (!newest || !worst || !value) return null;
  return { value, check: worst.check, source: sourceOf(newest.id, newest.report) };
}

function sourceOf(diagnosisId: string, { meta }: Report): AnswerSource {
  return { diagnosisId, at: meta.startedAt };
}

type Networks = Extract<Report['facts']['networks'], { status: 'known' }>['value'];

function connectionOf(networks: Networks): string {
  const up = networks.filter((each) => each.status === 'up' && !each.virtualdev && (each.has_ipv4 || each.has_ipv6));
  if (up.length === 0) return 'none';
  return up.every(({ description }) => WIRELESS.test(description)) ? 'wireless' : 'cable';
}

/** Of several disks the one with the least room of its own. */
function fullest(drives: Extract<Report['facts']['drives'], { status: 'known' }>['value']): string | undefined {
  const [least] = drives.filter(({ total }) => total > 0).sort((a, b) => a.free / a.total - b.free / b.total);
  if (!least) return undefined;
  const share = Math.round((least.free / least.total) * 100);
  return `${least.volumn}: ${gigabytes(least.free)} / ${gigabytes(least.total)} (${share} %)`;
}

/** What the first of these checks that came to an answer says; undefined where none did, or says nothing that counts. */
function firstKnown(
  findings: Report['findings'],
  checks: readonly string[],
  meaning: { readonly bad: string; readonly pass?: string },
): string | undefined {
  for (const wanted of checks) {
    const status = findings.find(({ check }) => check === wanted)?.status;
    if (status === 'fail' || status === 'warn') return meaning.bad;
    if (status === 'pass') return meaning.pass;
  }
  return undefined;
}

function joined(...parts: readonly string[]): string {
  return parts
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join(' ');
}

function gigabytes(bytes: number): string {
  return `${Number((bytes / GB).toFixed(1))} GB`;
}
