import { z } from 'zod';
import { ProbeFailure, type ProbeTools } from '../tools.ts';
import { parseJson } from './json.ts';

/** Newest first beyond this: enough to count by, and no more than a few hundred kilobytes. */
const MAX_LINES = 2000;
const MAX_BYTES = 8 * 1024 * 1024;
/** A month of a busy log on a slow disk. */
const LIMIT_MS = 8000;

const entry = z.object({
  __REALTIME_TIMESTAMP: z.string().regex(/^\d{1,17}$/u),
  _BOOT_ID: z.string().optional(),
  MESSAGE_ID: z.string().optional(),
  PRIORITY: z.string().optional(),
  /** Bytes where it is not UTF-8, null where it is too long to be shown (systemd's JOURNAL_EXPORT_FORMATS). */
  MESSAGE: z.union([z.string(), z.array(z.number()), z.null()]).optional(),
});

/** A line of a log. Its text is other people's: programs choose their names, devices theirs. */
export interface LogLine {
  /** Wall time, ms. */
  readonly at: number;
  /** syslog(3): 0 is the worst. */
  readonly priority: number;
  readonly text: string;
}

export interface JournalEntry extends LogLine {
  readonly boot: string;
  readonly messageId: string;
}

interface JournalQuery {
  readonly sinceMinutes: number;
  /** What PCRE and JavaScript both understand. */
  readonly pattern?: RegExp;
  /** `FIELD=value`: of the same field one of them, of different fields each. */
  readonly matches: readonly string[];
}

/**
 * Entries of the system's journal, oldest first. Undefined where no journal is kept on this machine. Throws
 * `needs_elevation` where the user may not read the system's own.
 */
export async function readJournal(
  tools: ProbeTools,
  { sinceMinutes, pattern, matches }: JournalQuery,
): Promise<readonly JournalEntry[] | undefined> {
  const args = [
    '--no-pager',
    '--output=json',
    '--output-fields=MESSAGE,PRIORITY,MESSAGE_ID',
    `--lines=${MAX_LINES}`,
    `--since=-${sinceMinutes}min`,
    ...(pattern ? [`--grep=${pattern.source}`] : []),
    ...matches,
  ];
  if (!(await journalIsKept(tools))) return undefined;
  // With --grep it ends with 1 where nothing matched.
  const { stdout, stderr, exitCode } = await tools.run('journalctl', args, {
    exitCodes: [0, 1],
    limitMs: LIMIT_MS,
    maxBytes: MAX_BYTES,
  });
  if (exitCode !== 0 && (!pattern || stderr.trim() !== ''))
    throw new ProbeFailure('failed', `journalctl: ${stderr.slice(0, 200)}`);
  return parseJournal(stdout)
    .filter(({ text }) => pattern === undefined || pattern.test(text))
    .sort((a, b) => a.at - b.at);
}

/**
 * Whether there is a journal that may be read. With JSON as its output journalctl is silent about both (systemd 252: an
 * empty answer and 0), so it is asked apart.
 */
async function journalIsKept(tools: ProbeTools): Promise<boolean> {
  let stderr: string;
  try {
    ({ stderr } = await tools.run('journalctl', ['--no-pager', '--lines=0'], { exitCodes: [0, 1] }));
  } catch (error) {
    if (error instanceof ProbeFailure && error.reason === 'unsupported') return false;
    throw error;
  }
  if (/not seeing messages from other users|insufficient permissions/u.test(stderr)) throw missingRights(tools, 'journal');
  return !/No journal files were found/u.test(stderr);
}

/** Kept in memory alone, it knows nothing from before the last start. */
export async function journalOutlivesRestart(tools: ProbeTools): Promise<boolean> {
  return (await tools.list('/var/log/journal')).some((name) => /^[0-9a-f]{32}$/u.test(name));
}

/** `journalctl --output=json`: an object a line. Throws `parse` for anything else. */
export function parseJournal(text: string): readonly JournalEntry[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '' && line !== '-- No entries --')
    .map((line) => {
      const { __REALTIME_TIMESTAMP, _BOOT_ID = '', MESSAGE_ID = '', PRIORITY = '6', MESSAGE } = parseJson(entry, line, 'journal');
      return {
        at: Math.round(Number(__REALTIME_TIMESTAMP) / 1000),
        priority: Number(PRIORITY),
        boot: _BOOT_ID,
        messageId: MESSAGE_ID,
        text: Array.isArray(MESSAGE) ? String.fromCharCode(...MESSAGE.slice(0, 4096)) : (MESSAGE ?? ''),
      };
    });
}

/** What an administrator could read is `needs_elevation`; what is kept from an administrator too is `denied`. */
export function missingRights(tools: Pick<ProbeTools, 'elevated'>, what: string): ProbeFailure {
  return new ProbeFailure(tools.elevated ? 'denied' : 'needs_elevation', what);
}
