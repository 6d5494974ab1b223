import { z } from 'zod';
import { type Check, defineCheck, figure, NONE_PRESENT, type Probe } from '../check.ts';
import { numberOf } from '../parse/json.ts';
import { readWindowsEvents } from '../parse/windows-events.ts';
import { ProbeFailure } from '../tools.ts';

const reading = z.discriminatedUnion('kind', [
  /** How often since the start, and how often at the last look of this agent; null at its first. */
  z.strictObject({ kind: z.literal('counter'), count: z.int().min(0), before: z.int().min(0).nullable() }),
  /** How fast it may run now. */
  z.strictObject({ kind: z.literal('speed'), share: z.number().min(0).max(1) }),
  /** How often it was logged in the last day. */
  z.strictObject({ kind: z.literal('events'), count: z.int().min(0) }),
]);
type Reading = z.infer<typeof reading>;

const PROCESSORS = '/sys/devices/system/cpu';

const linux: Probe<Reading> = {
  async read(tools) {
    let count: number | undefined;
    for (const name of (await tools.list(PROCESSORS)).filter((entry) => /^cpu\d+$/u.test(entry))) {
      const text = await tools.readText(`${PROCESSORS}/${name}/thermal_throttle/core_throttle_count`, 4096);
      if (text !== undefined) count = (count ?? 0) + numberOf(text, 'core_throttle_count');
    }
    if (count === undefined) return NONE_PRESENT;
    const last = reading.safeParse(tools.previous()?.reading);
    // Less than before: it was restarted in between.
    const before = last.success && last.data.kind === 'counter' && last.data.count <= count ? last.data.count : null;
    return { kind: 'counter', count, before };
  },
};

/** `pmset -g therm`: without a note of its own it never had to slow down. */
const macos: Probe<Reading> = {
  async read(tools) {
    const { stdout } = await tools.run('pmset', ['-g', 'therm']);
    const limit = /CPU_Speed_Limit\s+= (\d+)/u.exec(stdout)?.[1];
    if (limit === undefined && !/No (thermal|performance) warning level has been recorded/u.test(stdout)) {
      throw new ProbeFailure('parse', 'pmset -g therm');
    }
    return { kind: 'speed', share: Math.min(1, numberOf(limit ?? '100', 'pmset') / 100) };
  },
};

/** 37: the firmware limits the processor's speed. */
const windows: Probe<Reading> = {
  async read(tools) {
    const events = await readWindowsEvents(tools, {
      log: 'System',
      provider: 'Microsoft-Windows-Kernel-Processor-Power',
      ids: [37],
      days: 1,
    });
    return { kind: 'events', count: events.length };
  },
};

/** Whether the processor has to slow down so as not to become too warm. */
export const cpuThrottle: Check = defineCheck({
  id: 'cpu.throttle',
  lane: 'fast',
  privacy: 'P0',
  profiles: ['quick'],
  reading,
  probes: { linux, windows, macos },
  judge(found, { warnRise = 0, warnSpeed = 1 }) {
    if (found.kind === 'speed') {
      const status = found.share < warnSpeed ? 'warn' : 'pass';
      return { status, evidence: [figure('speed', found.share, 'share', { limit: warnSpeed })] };
    }
    if (found.kind === 'events') {
      const status = found.count > warnRise ? 'warn' : 'pass';
      return { status, evidence: [figure('times', found.count, 'count', { limit: warnRise })] };
    }
    const { count, before } = found;
    const evidence = [figure('times', count, 'count')];
    if (before === null) return count === 0 ? { status: 'pass', evidence } : { status: 'info', text: 'earlier', evidence };
    const rise = count - before;
    return {
      status: rise > warnRise ? 'warn' : 'pass',
      evidence: [figure('rise', rise, 'count', { limit: warnRise }), ...evidence],
    };
  },
  article: 'cooling',
});
