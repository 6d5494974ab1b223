import { z } from 'zod';
import { type Check, defineCheck, figure, type Probe } from '../check.ts';
import { type JournalEntry, journalOutlivesRestart, readJournal } from '../parse/journal.ts';
import { readNeeded } from '../parse/json.ts';
import { readWindowsEvents } from '../parse/windows-events.ts';
import { ProbeFailure } from '../tools.ts';

const WINDOW_DAYS = 30;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** When it stopped without being shut down, the latest first. */
const reading = z.strictObject({ crashes: z.array(z.number().min(0)).max(100) });
type Reading = z.infer<typeof reading>;

/** systemd's catalogue: the journal starts, the journal stops, the system is being shut down. */
const STARTED = 'f77379a8490b408bbe5f6940505a777b';
const STOPPED = 'd93fb3c9c24d451a97cea615ce59c00b';
const SHUTDOWN = '98268866d1d54a499c4e98921d93bc40';

const linux: Probe<Reading> = {
  async read(tools) {
    const entries = (await journalOutlivesRestart(tools))
      ? await readJournal(tools, {
          // Starts of before are needed to see how they ended.
          sinceMinutes: 3 * WINDOW_DAYS * 24 * 60,
          matches: [STARTED, STOPPED, SHUTDOWN].map((id) => `MESSAGE_ID=${id}`),
        })
      : undefined;
    if (entries === undefined) throw new ProbeFailure('unsupported', 'no log outlives a restart');
    const current = (await readNeeded(tools, '/proc/sys/kernel/random/boot_id')).trim().replaceAll('-', '');
    return { crashes: uncleanEnds(entries, current).filter((at) => at >= tools.now() - WINDOW_DAYS * DAY_MS) };
  },
};

/** Of each start but the present one that has no end in the journal, when the next began. The journal stops within a start too. */
function uncleanEnds(entries: readonly JournalEntry[], current: string): number[] {
  const boots = new Map<string, JournalEntry[]>();
  for (const entry of entries) boots.set(entry.boot, [...(boots.get(entry.boot) ?? []), entry]);
  const ordered = [...boots.values()];
  return ordered
    .flatMap((boot, index) => {
      const clean = boot.some(({ messageId }) => messageId === SHUTDOWN) || boot.at(-1)?.messageId === STOPPED;
      const next = ordered[index + 1]?.[0]?.at ?? boot.at(-1)?.at ?? 0;
      return clean || boot[0]?.boot === current ? [] : [next];
    })
    .reverse()
    .slice(0, 100);
}

/** 41 restarted without shutting down, 1001 a bug check, 6008 the shutdown was unexpected: up to three of one crash. */
const CRASHES: Readonly<Record<number, string>> = {
  41: 'Microsoft-Windows-Kernel-Power',
  1001: 'Microsoft-Windows-WER-SystemErrorReporting',
  6008: 'EventLog',
};

const windows: Probe<Reading> = {
  async read(tools) {
    const events = await readWindowsEvents(tools, { log: 'System', ids: Object.keys(CRASHES).map(Number), days: WINDOW_DAYS });
    const times = events.filter(({ id, provider }) => CRASHES[id] === provider).map(({ at }) => at);
    return { crashes: apart(times, 10 * MINUTE_MS) };
  },
};

/** `Kernel_2026-05-01-101010_NAME.panic` or `panic-full-2026-05-01-101010.0002.panic`; the name of the computer stays here. */
const macos: Probe<Reading> = {
  async read(tools) {
    const names = (await tools.list('/Library/Logs/DiagnosticReports')).filter((name) => name.endsWith('.panic'));
    const times = names.map((name) => {
      const [, day, hour, minute, second] = /(\d{4}-\d{2}-\d{2})-(\d{2})(\d{2})(\d{2})/u.exec(name) ?? [];
      const at = Date.parse(`${day}T${hour}:${minute}:${second}Z`);
      if (Number.isNaN(at)) throw new ProbeFailure('parse', '.panic');
      return at;
    });
    return {
      crashes: apart(
        times.filter((at) => at >= tools.now() - WINDOW_DAYS * DAY_MS),
        MINUTE_MS,
      ),
    };
  },
};

/** Latest first; what is nearer than `gap` to one that is kept is the same crash. */
function apart(times: readonly number[], gap: number): number[] {
  const kept: number[] = [];
  for (const at of [...times].sort((a, b) => b - a)) if (kept.every((other) => other - at > gap)) kept.push(at);
  return kept.slice(0, 100);
}

/** How often the computer stopped without being shut down in the last 30 days. */
export const logCrash: Check = defineCheck({
  id: 'log.crash',
  lane: 'commands',
  privacy: 'P1',
  profiles: [],
  reading,
  probes: { linux, windows, macos },
  judge({ crashes }, { warnCount = 1, failCount = 1 }) {
    const count = crashes.length;
    return {
      status: count >= failCount ? 'fail' : count >= warnCount ? 'warn' : 'pass',
      evidence: [
        figure('count', count, 'count', { limit: warnCount }),
        figure('days', WINDOW_DAYS, 'days'),
        ...crashes.slice(0, 10).map((at) => figure('when', Math.round(at), 'instant')),
      ],
    };
  },
});
