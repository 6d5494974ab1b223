import { z } from 'zod';
import { type Check, defineCheck, figure, over, type Probe } from '../check.ts';
import { numberOf, readNeeded } from '../parse/json.ts';
import { parseProcStat } from '../parse/proc-stat.ts';

/** `load`: how many programs on average ran or waited to run in the last 15 minutes. */
const reading = z.strictObject({ load: z.number().min(0), processors: z.int().min(1) });
type Reading = z.infer<typeof reading>;

const linux: Probe<Reading> = {
  async read(tools) {
    const load = numberOf((await readNeeded(tools, '/proc/loadavg')).split(' ')[2], '/proc/loadavg');
    return { load, processors: parseProcStat(await readNeeded(tools, '/proc/stat')).processors };
  },
};

const macos: Probe<Reading> = {
  async read(tools) {
    const { stdout } = await tools.run('sysctl', ['-n', 'vm.loadavg', 'hw.logicalcpu']);
    const [, load, processors] = /^\{ [\d.]+ [\d.]+ ([\d.]+) \}\s+(\d+)\s*$/u.exec(stdout) ?? [];
    return { load: numberOf(load, 'vm.loadavg'), processors: numberOf(processors, 'hw.logicalcpu') };
  },
};

/** How many programs wait for a processor, over 15 minutes. */
export const cpuLoadavg: Check = defineCheck({
  id: 'cpu.loadavg',
  lane: 'fast',
  privacy: 'P0',
  profiles: ['quick'],
  reading,
  probes: { linux, macos },
  judge({ load, processors }, { warnPerProcessor }) {
    return {
      status: over(load / processors, { warn: warnPerProcessor }),
      evidence: [
        figure('perProcessor', load / processors, 'count', { limit: warnPerProcessor ?? null }),
        figure('load', load, 'count'),
        figure('processors', processors, 'count'),
      ],
    };
  },
  article: 'slow',
});
