import { type FactSection, type FindingPage, factPage, findingPage } from '@alongside/diagnostics';
import type { Report } from '@alongside/protocol';
import type { TFunction } from 'i18next';

/** A report in words, as table and page draw it. */
export interface ScanPage extends FindingPage {
  readonly facts: readonly FactSection[];
  /** Titles of what this computer does not have; not among the findings. */
  readonly absent: readonly string[];
  /** When, how and with which rights it was made: one line. */
  readonly made: string;
}

export interface ScanPageOptions {
  readonly t: TFunction;
  /** BCP 47. */
  readonly locale: string;
  /** IANA; default: the reader's own. */
  readonly timeZone?: string | undefined;
}

export function scanPage(report: Report, { t, locale, timeZone }: ScanPageOptions): ScanPage {
  const reader = { locale, ...(timeZone === undefined ? {} : { timeZone }) };
  const { meta, consent } = report;
  const at = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(meta.startedAt);
  const seconds = new Intl.NumberFormat(locale, { style: 'unit', unit: 'second', maximumFractionDigits: 1 });
  const text = (key: string, values?: Readonly<Record<string, string | number>>) => t(`checks.${key}`, { ...values });
  const isAbsent = ({ check }: { readonly check: string }) =>
    report.findings.some((finding) => finding.check === check && finding.text === 'none');
  const page = findingPage(report, { ...reader, text });
  return {
    ...page,
    findings: page.findings.filter((finding) => !isAbsent(finding)),
    absent: page.findings.filter(isAbsent).map(({ title }) => title),
    facts: factPage(report, { ...reader, text: (key, values) => t(`facts.${key}`, { ...values }) }),
    made: [
      at,
      t(`scan.profile.${meta.profile}`),
      seconds.format(meta.tookMs / 1000),
      t('scan.upTo', { level: consent.levels.at(-1) ?? '' }),
      t(meta.elevated ? 'scan.elevated' : 'scan.notElevated'),
      t('scan.thresholds', { version: meta.thresholds }),
    ].join(' · '),
  };
}
