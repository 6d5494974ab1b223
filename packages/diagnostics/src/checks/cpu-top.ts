import { z } from 'zod';
import { type Check, defineCheck, figure, type Probe } from '../check.ts';
import { numberOf, readNeeded, rowsOf } from '../parse/json.ts';
import { parsePidStat, parseProcStat } from '../parse/proc-stat.ts';
import { ProbeFailure, type ProbeTools } from '../tools.ts';

const SAMPLE_MS = 1000;
const MAX_PROGRAMS = 5;
/** Accounts below belong to the system on every Linux of today (login.defs), and on macOS below 500. */
const FIRST_PERSON = { linux: 1000, macos: 500 };
/** The kernel's own clock in /proc is 100 a second on every Linux (USER_HZ), whatever it uses inside. */
const TICKS_PER_SECOND = 100;

/** Processes of one name together. `busy`: share of all processors. */
const program = z.strictObject({ name: z.string().max(60), busy: z.number().min(0).max(1), memory: z.number().min(0) });
type Program = z.infer<typeof program>;
/** Those that are among the first five by processor or by memory. */
const reading = z
  .array(program)
  .min(1)
  .max(2 * MAX_PROGRAMS);
type Reading = z.infer<typeof reading>;

/** Names alone; arguments stay where they are. Of the user and of the system: what others run is theirs. */
const linux: Probe<Reading> = {
  async read(tools) {
    const { processors } = parseProcStat(await readNeeded(tools, '/proc/stat'));
    const before = await ticksOf(tools);
    const from = tools.now();
    await tools.wait(SAMPLE_MS);
    const after = await ticksOf(tools);
    const available = (Math.max(SAMPLE_MS, tools.now() - from) / 1000) * TICKS_PER_SECOND * processors;
    const programs: Program[] = [];
    for (const [pid, { name, ticks }] of after) {
      const status = await readOrGone(tools, `/proc/${pid}/status`);
      const uid = Number(/^Uid:\s+(\d+)/mu.exec(status ?? '')?.[1] ?? Number.NaN);
      if (!(uid === tools.uid || uid < FIRST_PERSON.linux)) continue;
      const memory = Number(/^VmRSS:\s+(\d+) kB/mu.exec(status ?? '')?.[1] ?? 0) * 1024;
      programs.push({
        name: name.slice(0, 60),
        busy: Math.max(0, ticks - (before.get(pid)?.ticks ?? ticks)) / available,
        memory,
      });
    }
    return foremost(programs);
  },
};

async function ticksOf(tools: ProbeTools) {
  const found = new Map<string, { readonly name: string; readonly ticks: number }>();
  for (const pid of (await tools.list('/proc')).filter((name) => /^\d+$/u.test(name))) {
    const entry = parsePidStat((await readOrGone(tools, `/proc/${pid}/stat`)) ?? '');
    if (entry !== undefined) found.set(pid, entry);
  }
  return found;
}

/** Processes end while they are looked at, with an error of their own (ESRCH). */
async function readOrGone(tools: ProbeTools, path: string): Promise<string | undefined> {
  try {
    return await tools.readText(path, 8192);
  } catch (error) {
    if (error instanceof ProbeFailure) return undefined;
    throw error;
  }
}

/** Without rights Windows tells no processor time of others; session 0 is the system's. */
const SCRIPT = [
  '$own = (Get-Process -Id $PID).SessionId;',
  '$read = { Get-Process | Where-Object { $_.SessionId -eq $own -or $_.SessionId -eq 0 } };',
  `$a = @{}; & $read | ForEach-Object { $a[$_.Id] = $_.CPU }; Start-Sleep -Milliseconds ${SAMPLE_MS};`,
  `$cores = [Environment]::ProcessorCount * ${SAMPLE_MS / 1000};`,
  'ConvertTo-Json -Compress -InputObject @(& $read | Where-Object Id -ne 0 | ForEach-Object { @{ name = $_.ProcessName;',
  'busy = [double]($_.CPU - $a[$_.Id]) / $cores; memory = [double]$_.WorkingSet64 } })',
].join(' ');

const windows: Probe<Reading> = {
  async read(tools) {
    const answer = await tools.powershell(SCRIPT, { limitMs: 15_000 });
    const rows = rowsOf(answer, z.object({ name: z.string(), busy: z.number(), memory: z.number() }));
    return foremost(rows.map(({ name, busy, memory }) => ({ name: name.slice(0, 60), busy: Math.max(0, busy), memory })));
  },
};

/** `%cpu` is of one processor, over up to a minute (ps(1)). */
const macos: Probe<Reading> = {
  async read(tools) {
    const processors = numberOf((await tools.run('sysctl', ['-n', 'hw.logicalcpu'])).stdout, 'hw.logicalcpu');
    const { stdout } = await tools.run('ps', ['-axo', 'uid=,%cpu=,rss=,comm=']);
    const rows = stdout.trim().split('\n');
    return foremost(
      rows.flatMap((row) => {
        const [, uid, cpu, rss, path] = /^\s*(\d+)\s+([\d.]+)\s+(\d+)\s+(\S.*)$/u.exec(row) ?? [];
        if (path === undefined) throw new ProbeFailure('parse', 'ps');
        if (!(Number(uid) === tools.uid || Number(uid) < FIRST_PERSON.macos)) return [];
        // A path names homes and accounts.
        const name = path.slice(path.lastIndexOf('/') + 1).slice(0, 60);
        return [{ name, busy: Number(cpu) / 100 / processors, memory: Number(rss) * 1024 }];
      }),
    );
  },
};

function foremost(processes: readonly Program[]): Reading {
  const byName = new Map<string, Program>();
  for (const { name, busy, memory } of processes) {
    const known = byName.get(name) ?? { name, busy: 0, memory: 0 };
    byName.set(name, { name, busy: Math.min(1, known.busy + busy), memory: known.memory + memory });
  }
  const all = [...byName.values()];
  if (all.length === 0) throw new ProbeFailure('parse', 'no process');
  const first = (by: 'busy' | 'memory') => [...all].sort((a, b) => b[by] - a[by]).slice(0, MAX_PROGRAMS);
  return [...new Set([...first('busy'), ...first('memory')])].sort((a, b) => b.busy - a.busy || b.memory - a.memory);
}

/** Which programs use the processors and the memory most. Judges nothing. */
export const cpuTop: Check = defineCheck({
  id: 'cpu.top',
  lane: 'slow',
  privacy: 'P2',
  profiles: [],
  reading,
  probes: { linux, windows, macos },
  judge(programs) {
    return {
      status: 'info',
      evidence: programs.flatMap(({ name, busy, memory }) => [
        figure('busy', busy, 'share', { subject: name }),
        figure('memory', memory, 'bytes', { subject: name }),
      ]),
    };
  },
  article: 'slow',
});
