import { z } from 'zod';
import { type Check, defineCheck, figure, over, type Probe } from '../check.ts';
import { numberOf, rowsOf } from '../parse/json.ts';
import { sampleProcStat } from '../parse/proc-stat.ts';
import { ProbeFailure } from '../tools.ts';

const SAMPLE_MS = 2000;

const reading = z.strictObject({ busy: z.number().min(0).max(1), seconds: z.number().positive() });
type Reading = z.infer<typeof reading>;

const linux: Probe<Reading> = {
  async read(tools) {
    const { busy, seconds } = await sampleProcStat(tools, SAMPLE_MS);
    return { busy, seconds };
  },
};

/** PercentProcessorTime counts idle time (PERF_100NSEC_TIMER_INV); formatted counters have translated names. */
const SCRIPT = [
  '$read = { Get-CimInstance Win32_PerfRawData_PerfOS_Processor -Filter "Name=\'_Total\'" };',
  `$a = & $read; Start-Sleep -Milliseconds ${SAMPLE_MS}; $b = & $read;`,
  'ConvertTo-Json -Compress -InputObject @(@{ idle = [double]($b.PercentProcessorTime - $a.PercentProcessorTime);',
  'all = [double]($b.Timestamp_Sys100NS - $a.Timestamp_Sys100NS) })',
].join(' ');

const windows: Probe<Reading> = {
  async read(tools) {
    const answer = await tools.powershell(SCRIPT, { limitMs: 15_000 });
    const [row] = rowsOf(answer, z.object({ idle: z.number(), all: z.number().positive() }));
    if (row === undefined) throw new ProbeFailure('parse', 'Win32_PerfRawData_PerfOS_Processor');
    return { busy: Math.min(1, Math.max(0, 1 - row.idle / row.all)), seconds: SAMPLE_MS / 1000 };
  },
};

/** The first sample of `top` counts since the start; the second is the one of these seconds. */
const macos: Probe<Reading> = {
  async read(tools) {
    const { stdout } = await tools.run('top', ['-l', '2', '-n', '0', '-s', String(SAMPLE_MS / 1000)], { limitMs: 15_000 });
    const idle = [...stdout.matchAll(/^CPU usage: .*?([\d.]+)% idle/gmu)][1]?.[1];
    return { busy: Math.min(1, Math.max(0, 1 - numberOf(idle, 'top') / 100)), seconds: SAMPLE_MS / 1000 };
  },
};

/** How busy the processors are, over a sample of two seconds. */
export const cpuLoad: Check = defineCheck({
  id: 'cpu.load',
  lane: 'slow',
  privacy: 'P0',
  profiles: ['quick'],
  reading,
  probes: { linux, windows, macos },
  judge({ busy, seconds }, { warnShare, failShare }) {
    return {
      status: over(busy, { warn: warnShare, fail: failShare }),
      evidence: [figure('busy', busy, 'share', { limit: warnShare ?? null }), figure('sample', seconds, 'seconds')],
    };
  },
  article: 'slow',
});
