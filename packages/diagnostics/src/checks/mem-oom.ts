import { z } from 'zod';
import { type Check, defineCheck, figure, over, type Probe } from '../check.ts';
import { numberOf } from '../parse/json.ts';
import { readKernelLog } from '../parse/kernel-log.ts';

const WINDOW_MINUTES = 30;

/** `programs`: whose process was ended, the latest first. */
const reading = z.strictObject({ count: z.int().min(0), programs: z.array(z.string().max(60)).max(10) });
type Reading = z.infer<typeof reading>;

/** mm/oom_kill.c: `Out of memory: Killed process 1234 (name) …`, and of a control group `Memory cgroup out of memory: …`. */
const KILLED = /[Oo]ut of memory: Kill(ed)? process \d+ \((.{1,60}?)\)/u;

const linux: Probe<Reading> = {
  async read(tools) {
    // Counted since the start, for everybody to read: where it never happened, no log is needed.
    const counter = /^oom_kill (\d+)$/mu.exec((await tools.readText('/proc/vmstat')) ?? '')?.[1];
    if (counter !== undefined && numberOf(counter, '/proc/vmstat') === 0) return { count: 0, programs: [] };
    const lines = await readKernelLog(tools, { sinceMinutes: WINDOW_MINUTES, pattern: KILLED });
    const programs = lines.map(({ text }) => KILLED.exec(text)?.[2] ?? '').reverse();
    return { count: lines.length, programs: programs.slice(0, 10) };
  },
};

/** Programs that the system ended in the last half hour because memory ran out. */
export const memOom: Check = defineCheck({
  id: 'mem.oom',
  lane: 'commands',
  privacy: 'P1',
  profiles: ['quick'],
  reading,
  probes: { linux },
  judge({ count, programs }, { warnCount, failCount }) {
    return {
      status: over(count, { warn: warnCount, fail: failCount }),
      evidence: [
        figure('count', count, 'count', { limit: warnCount ?? null }),
        ...programs.map((name) => figure('program', name, 'text', { subject: name })),
      ],
    };
  },
  article: 'memory',
});
