import { FACT_LEVELS, type Facts, type PrivacyLevel, type Report } from '@alongside/protocol';

interface Checked {
  readonly check: string;
  readonly privacy: PrivacyLevel;
}

/**
 * The report with what is of these levels alone, and without checks of these areas (`log` of `log.crash`): other facts are
 * removed and say so, other checks are not mentioned.
 */
export function limitLevels(report: Report, levels: readonly PrivacyLevel[], without: readonly string[] = []): Report {
  const allowed = ({ check, privacy }: Checked) => levels.includes(privacy) && !without.includes(check.split('.')[0] ?? '');
  const facts = Object.fromEntries(
    Object.entries(report.facts).map(([name, fact]) => [
      name,
      levels.includes(FACT_LEVELS[name as keyof Facts]) ? fact : { status: 'removed' },
    ]),
  ) as Facts;
  const findings = report.findings.filter(allowed);
  return {
    ...report,
    consent: { ...report.consent, levels: report.consent.levels.filter((level) => levels.includes(level)) },
    facts,
    findings,
    unknowns: report.unknowns.filter(allowed),
    redactions: report.redactions.flatMap((note) => {
      const [, part = '', name = '', ...rest] = note.at.split('/');
      // What its user left out of a level that may be read is still told; notes within what is gone are gone, too.
      if (part === 'facts') return levels.includes(FACT_LEVELS[name as keyof Facts]) ? [note] : [];
      const finding = report.findings[Number(name)];
      if (part !== 'findings' || finding === undefined) return [note];
      const now = findings.indexOf(finding);
      return now < 0 ? [] : [{ ...note, at: ['', part, now, ...rest].join('/') }];
    }),
  };
}
