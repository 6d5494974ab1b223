import type { Report } from '@alongside/protocol';

/**
 * `report` with what some of its checks said when they ran again. Its facts, and when they were read, stay; each finding
 * says by itself when it was measured.
 */
export function withRechecked(report: Report, again: Report): Report {
  const anew = new Set([...again.findings, ...again.unknowns].map(({ check }) => check));
  const others = ({ check }: { readonly check: string }) => !anew.has(check);
  const findings = report.findings.filter(others);
  const moved = new Map(findings.map((finding, at) => [report.findings.indexOf(finding), at]));
  return {
    ...report,
    findings: [...findings, ...again.findings],
    unknowns: [...report.unknowns.filter(others), ...again.unknowns],
    redactions: [
      ...report.redactions.flatMap((note) => at(note, (index) => moved.get(index))),
      ...again.redactions.flatMap((note) =>
        note.at.startsWith('/findings/') ? at(note, (index) => findings.length + index) : [],
      ),
    ],
  };
}

/** A note about a finding, where that finding stands now; none where it is gone. */
function at(note: Report['redactions'][number], place: (index: number) => number | undefined): Report['redactions'] {
  const match = /^\/findings\/(\d+)(.*)$/u.exec(note.at);
  if (match === null) return [note];
  const index = place(Number(match[1]));
  return index === undefined ? [] : [{ ...note, at: `/findings/${index}${match[2]}` }];
}
