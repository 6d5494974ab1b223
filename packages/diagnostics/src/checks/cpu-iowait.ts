import { z } from 'zod';
import { type Check, defineCheck, figure, over, type Probe } from '../check.ts';
import { sampleProcStat } from '../parse/proc-stat.ts';

const SAMPLE_MS = 2000;

const reading = z.strictObject({ iowait: z.number().min(0).max(1), seconds: z.number().positive() });
type Reading = z.infer<typeof reading>;

const linux: Probe<Reading> = {
  async read(tools) {
    const { iowait, seconds } = await sampleProcStat(tools, SAMPLE_MS);
    return { iowait, seconds };
  },
};

/** How much of the time processors wait for disks, over a sample of two seconds. */
export const cpuIowait: Check = defineCheck({
  id: 'cpu.iowait',
  lane: 'slow',
  privacy: 'P0',
  profiles: [],
  reading,
  probes: { linux },
  judge({ iowait, seconds }, { warnShare }) {
    return {
      status: over(iowait, { warn: warnShare }),
      evidence: [figure('waiting', iowait, 'share', { limit: warnShare ?? null }), figure('sample', seconds, 'seconds')],
    };
  },
  article: 'slow',
});
