import { z } from 'zod';
import { type Check, defineCheck, figure, NONE_PRESENT, type Probe, worst } from '../check.ts';
import { readBatteries } from '../parse/batteries.ts';
import { ProbeFailure } from '../tools.ts';

const CONDITIONS = ['bad', 'worn', 'good'] as const;
const battery = z.strictObject({ condition: z.enum(CONDITIONS), told: z.string().max(60) });
const reading = z.array(battery).min(1).max(8);
type Reading = z.infer<typeof reading>;
type Condition = (typeof CONDITIONS)[number];

/** sysfs-class-power: `health`. What is not listed there is too warm, too cold or the like: worth a look. */
const LINUX: Readonly<Record<string, Condition>> = { Good: 'good', Dead: 'bad', 'Unspecified failure': 'bad' };

const linux: Probe<Reading> = {
  async read(tools) {
    const batteries = await readBatteries(tools);
    if (batteries.length === 0) return NONE_PRESENT;
    const found = batteries.flatMap(({ health }) =>
      health === undefined ? [] : [{ condition: LINUX[health] ?? ('worn' as const), told: health.slice(0, 60) }],
    );
    if (found.length === 0) throw new ProbeFailure('unsupported', 'the battery does not tell');
    return found.slice(0, 8);
  },
};

/** What macOS has called it over the years. */
const APPLE: Readonly<Record<string, Condition>> = {
  normal: 'good',
  good: 'good',
  'replace soon': 'worn',
  'service recommended': 'worn',
  'service needed': 'worn',
  'service battery': 'worn',
  fair: 'worn',
  'replace now': 'bad',
  'permanent failure': 'bad',
  poor: 'bad',
};

const macos: Probe<Reading> = {
  async read(tools) {
    const { stdout } = await tools.run('system_profiler', ['SPPowerDataType'], { limitMs: 9000 });
    if (!/^Power:/mu.test(stdout)) throw new ProbeFailure('parse', 'system_profiler');
    if (!/Battery Information:/u.test(stdout)) return NONE_PRESENT;
    const told = /^\s+Condition: (.+)$/mu.exec(stdout)?.[1]?.trim() ?? '';
    const condition = APPLE[told.toLowerCase()];
    if (condition === undefined) throw new ProbeFailure('parse', `battery condition ${told}`);
    return [{ condition, told: told.slice(0, 60) }];
  },
};

/** What the system says of the battery's condition. */
export const batCond: Check = defineCheck({
  id: 'bat.cond',
  lane: 'commands',
  privacy: 'P1',
  profiles: [],
  reading,
  probes: { linux, macos },
  judge(batteries) {
    const meaning = { bad: 'fail', worn: 'warn', good: 'pass' } as const;
    const sorted = [...batteries].sort((a, b) => CONDITIONS.indexOf(a.condition) - CONDITIONS.indexOf(b.condition));
    return {
      status: worst(sorted.map(({ condition }) => meaning[condition])),
      evidence: sorted.map(({ told }) => figure('condition', told, 'text')),
    };
  },
  article: 'battery',
});
