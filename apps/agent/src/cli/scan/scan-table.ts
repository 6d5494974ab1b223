import { styleText } from 'node:util';
import type { FindingStatus } from '@alongside/protocol';
import type { TFunction } from 'i18next';
import type { ScanPage } from './scan-page.ts';

export interface TableOptions {
  readonly t: TFunction;
  readonly colours: boolean;
  /** Of the terminal, characters; lines are not broken where it is not known. */
  readonly columns: number | undefined;
}

type Style = Parameters<typeof styleText>[0];
const STYLES: Readonly<Record<FindingStatus, Style>> = { fail: ['red', 'bold'], warn: 'yellow', info: 'cyan', pass: 'green' };
/** Narrower columns of text are harder to read than broken columns. */
const MIN_TEXT = 30;
const GAP = '  ';

/** A report for people at a terminal: findings in aligned columns, worst first, then what was not checked, then facts. */
export function scanTable(page: ScanPage, { t, colours, columns }: TableOptions): string {
  const paint = (style: Style, text: string) => (colours ? styleText(style, text, { validateStream: false }) : text);
  const status = (name: FindingStatus) => t(`scan.status.${name}`);
  const widths = {
    status: widest(page.findings.map((finding) => status(finding.status))),
    code: widest(page.findings.map(({ code }) => code)),
    title: widest(page.findings.map(({ title }) => title)),
  };
  const before = widths.status + widths.code + widths.title + 3 * GAP.length;
  const indent = ' '.repeat(before);
  const findings = page.findings.flatMap((finding) => {
    const [first = '', ...more] = wrapped(finding.sentence, before, columns);
    const head = [
      paint(STYLES[finding.status], status(finding.status).padEnd(widths.status)),
      finding.code.padEnd(widths.code),
      finding.title.padEnd(widths.title),
      first,
    ];
    const advice = finding.todo === '' ? [] : wrapped(finding.todo, before, columns).map((line) => paint('dim', line));
    return [head.join(GAP).trimEnd(), ...[...more, ...advice].map((line) => indent + line)];
  });
  const parts = [
    [paint('bold', page.headline)],
    findings,
    absent(page, t, columns),
    notChecked(page, t, columns),
    facts(page),
    [paint('dim', page.made)],
  ];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function absent({ absent: titles }: ScanPage, t: TFunction, columns: number | undefined): readonly string[] {
  if (titles.length === 0) return [];
  return [t('scan.absent', { count: titles.length }), ...wrapped(titles.join(', '), 2, columns).map((line) => `  ${line}`)];
}

/** Grouped by reason: a reader wants to know why, then what. */
function notChecked({ notChecked: rows }: ScanPage, t: TFunction, columns: number | undefined): readonly string[] {
  if (rows.length === 0) return [];
  const byReason = Map.groupBy(rows, ({ reason }) => reason);
  return [
    t('scan.notChecked', { count: rows.length }),
    ...[...byReason].flatMap(([reason, group]) => [
      `  ${reason}`,
      ...wrapped(group.map(({ title }) => title).join(', '), 4, columns).map((line) => `    ${line}`),
    ]),
  ];
}

function facts({ facts: sections }: ScanPage): readonly string[] {
  const rows = sections.flatMap(({ title, ...section }) => {
    if (section.state === 'unknown') return [{ title, label: '', value: section.reason }];
    const [first, ...more] = section.rows;
    if (first === undefined) return [{ title, label: '', value: section.note ?? '' }];
    return [{ title, ...first }, ...more.map((row) => ({ title: '', ...row }))];
  });
  const [title, label] = [widest(rows.map((row) => row.title)), widest(rows.map((row) => row.label))];
  return rows.map((row) => {
    const lead = row.label === '' ? [row.title.padEnd(title)] : [row.title.padEnd(title), row.label.padEnd(label)];
    return [...lead, row.value].join(GAP).trimEnd();
  });
}

function widest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => text.length));
}

/** Lines that fit beside `before` characters, broken between words. */
function wrapped(text: string, before: number, columns: number | undefined): readonly string[] {
  if (columns === undefined) return [text];
  const width = Math.max(MIN_TEXT, columns - before);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
