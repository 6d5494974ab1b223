import { z } from 'zod';
import { type Check, defineCheck, figure, type Probe } from '../check.ts';
import { parseJson } from '../parse/json.ts';
import { readKernelLog } from '../parse/kernel-log.ts';
import { readWindowsEvents } from '../parse/windows-events.ts';
import { ProbeFailure, type ProbeTools } from '../tools.ts';

const WINDOW_DAYS = 3;
const WINDOW_MS = WINDOW_DAYS * 86_400_000;

/** How often which program crashed in the last three days, the most often first. */
const reading = z.array(z.strictObject({ program: z.string().max(60), count: z.int().min(1) })).max(20);
type Reading = z.infer<typeof reading>;

const dump = z.object({ exe: z.string().nullable().optional() });
/** arch/x86/mm/fault.c and kernel/traps.c: the name may be cut to 15 characters. */
const FAULT = /^(?:traps: )?(.{1,40}?)\[\d+\]:? (?:segfault at|trap |general protection)/u;

/** systemd-coredump keeps a list; elsewhere the kernel's own lines tell of most crashes. */
const linux: Probe<Reading> = {
  async read(tools) {
    const listed = await coredumps(tools);
    if (listed !== undefined) return counted(listed);
    const lines = await readKernelLog(tools, { sinceMinutes: WINDOW_DAYS * 24 * 60, pattern: FAULT });
    return counted(lines.map(({ text }) => FAULT.exec(text)?.[1] ?? ''));
  },
};

async function coredumps(tools: ProbeTools): Promise<readonly string[] | undefined> {
  try {
    const args = ['--no-pager', '--json=short', `--since=-${WINDOW_DAYS}d`, 'list'];
    const { exitCode, stdout, stderr } = await tools.run('coredumpctl', args, { exitCodes: [0, 1], limitMs: 8000 });
    if (exitCode === 1 && /No coredumps found/u.test(stderr)) return [];
    if (exitCode === 1) throw new ProbeFailure('failed', 'coredumpctl');
    return parseJson(z.array(dump), stdout, 'coredumpctl').map(({ exe }) => exe ?? '');
  } catch (error) {
    if (error instanceof ProbeFailure && error.reason === 'unsupported') return undefined;
    throw error;
  }
}

/** 1000 Application Error, 1002 Application Hang; the first value of both is the program. */
const windows: Probe<Reading> = {
  async read(tools) {
    const events = await readWindowsEvents(tools, { log: 'Application', ids: [1000, 1002], days: WINDOW_DAYS });
    const own = events.filter(({ provider }) => provider === 'Application Error' || provider === 'Application Hang');
    return counted(own.map(({ first }) => first ?? ''));
  },
};

/** `Safari-2026-05-01-101010.ips`, before macOS 12 `Safari_2026-05-01-101010_NAME.crash`. Jetsam events are no crashes. */
const REPORT = /^(.+?)[-_](\d{4}-\d{2}-\d{2})-(\d{2})(\d{2})(\d{2})(?:[._-].*)?\.(?:ips|crash)$/u;

const macos: Probe<Reading> = {
  async read(tools) {
    const names = await tools.list(`${tools.home}/Library/Logs/DiagnosticReports`);
    const programs = names.flatMap((name) => {
      const [, program = '', day, hour, minute, second] = REPORT.exec(name) ?? [];
      // In the computer's own time, which is within a day of UTC.
      const at = Date.parse(`${day}T${hour}:${minute}:${second}Z`);
      return program === '' || program === 'JetsamEvent' || at < tools.now() - WINDOW_MS ? [] : [program];
    });
    return counted(programs);
  },
};

function counted(programs: readonly string[]): Reading {
  const counts = new Map<string, number>();
  for (const path of programs) {
    // A path names homes and accounts.
    const name = path.replace(/^.*[/\\]/u, '').slice(0, 60) || '?';
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts]
    .map(([program, count]) => ({ program, count }))
    .sort((a, b) => b.count - a.count)
    .slice(0, 20);
}

/** Whether a program crashes again and again. */
export const logApp: Check = defineCheck({
  id: 'log.app',
  lane: 'commands',
  privacy: 'P2',
  profiles: [],
  reading,
  probes: { linux, windows, macos },
  judge(programs, { warnCount = 1, failCount = 1 }) {
    const count = programs[0]?.count ?? 0;
    return {
      status: count >= failCount ? 'fail' : count >= warnCount ? 'warn' : 'pass',
      evidence: [
        ...(programs.length > 0 ? [] : [figure('count', 0, 'count', { limit: warnCount })]),
        ...programs.map((one) => figure('count', one.count, 'count', { subject: one.program, limit: warnCount })),
        figure('days', WINDOW_DAYS, 'days'),
      ],
    };
  },
});
