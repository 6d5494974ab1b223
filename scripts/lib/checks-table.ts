import { join } from 'node:path';
import { CHECKS, type Check, checkRows } from '@alongside/diagnostics';
import { SYSTEMS, type SystemName } from '@alongside/protocol';
import { root } from './paths.ts';

export const CHECKS_DOCUMENT = join(root, 'docs', 'diagnostics.md');

const NAMES: Readonly<Record<SystemName, string>> = { linux: 'Linux', windows: 'Windows', macos: 'macOS' };
/** The lines of the table, and nothing after them. */
const TABLE = /^\| id \|[\s\S]*?(?=\n\n|\n?$(?![\s\S]))/mu;

/** The text with its table of checks made anew of the checks themselves. */
export function withChecksTable(text: string): string {
  if (!TABLE.test(text)) throw new Error(`${CHECKS_DOCUMENT} has no table that begins with "| id |"`);
  return text.replace(TABLE, checksTable);
}

function checksTable(): string {
  const head = ['id', 'what', 'level', 'scans', ...SYSTEMS.map((system) => NAMES[system])];
  const rows = [...CHECKS].sort((a, b) => (a.id < b.id ? -1 : 1)).map(row);
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function row(check: Check): readonly string[] {
  const scans = [...check.profiles, 'full'].join(', ');
  const systems = SYSTEMS.map((system) => {
    const probe = check.probes[system];
    if (probe === undefined) return '–';
    return probe.elevated ? 'admin' : 'yes';
  });
  return [`\`${check.id}\``, checkRows[check.id]?.title ?? '', check.privacy, scans, ...systems];
}
