import type { Report } from '@alongside/protocol';
import { type FactPageOptions, factPage } from './fact-page.ts';
import { type FindingPageOptions, findingPage } from './finding-page.ts';

export interface CsvOptions {
  readonly findings: FindingPageOptions;
  readonly facts: FactPageOptions;
  /** The head of the table: kind, code, state, title, value. */
  readonly head: readonly [string, string, string, string, string];
}

/** Findings, what was not checked, and facts as one table. */
export function reportToCsv(report: Report, { findings, facts, head }: CsvOptions): string {
  const page = findingPage(report, findings);
  const rows: (readonly string[])[] = [
    head,
    ...page.findings.map((line) => ['finding', line.code, line.status, line.title, line.technician]),
    ...page.notChecked.map(({ check, title, why }) => ['unknown', check, why, title, '']),
    ...factPage(report, { ...facts, whole: true }).flatMap((section) =>
      section.state === 'known'
        ? section.rows.map((row) => ['fact', section.name, 'known', `${section.title}: ${row.label}`, row.value])
        : [['fact', section.name, report.facts[section.name].status, section.title, section.reason]],
    ),
  ];
  return csvTable(rows);
}

/**
 * A table as RFC 4180 has it, with CRLF, after the mark by which Excel knows UTF-8: without it "ü" is two other letters. A
 * cell that a spreadsheet would run as a formula begins with an apostrophe (OWASP, CSV injection).
 */
export function csvTable(rows: readonly (readonly string[])[]): string {
  return `\uFEFF${rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('')}`;
}

function cell(text: string): string {
  const harmless = /^[=+\-@\t\r]/u.test(text) ? `'${text}` : text;
  return /[",\r\n]/u.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
