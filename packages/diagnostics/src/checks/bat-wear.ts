import { z } from 'zod';
import { type Check, defineCheck, figure, NONE_PRESENT, type Probe, under } from '../check.ts';
import { readBatteries } from '../parse/batteries.ts';
import { ProbeFailure } from '../tools.ts';

/** What it can hold now, of what it held when it was new. A new one may hold more than it was built for. */
const reading = z.strictObject({ health: z.number().min(0).max(2), cycles: z.int().min(0).nullable() });
type Reading = z.infer<typeof reading>;

/** Of several the most worn. */
const linux: Probe<Reading> = {
  async read(tools) {
    const batteries = await readBatteries(tools);
    if (batteries.length === 0) return NONE_PRESENT;
    const told = batteries.flatMap(({ full = 0, design = 0, cycles = 0 }) =>
      full > 0 && design > 0 ? [{ health: full / design, cycles: cycles > 0 ? Math.round(cycles) : null }] : [],
    );
    const [first] = told.sort((a, b) => a.health - b.health);
    if (first === undefined) throw new ProbeFailure('unsupported', 'capacity');
    return first;
  },
};

const elsewhere: Probe<Reading> = {
  async read(tools) {
    const { hasBattery, designedCapacity, maxCapacity, cycleCount } = await tools.information.battery();
    if (!hasBattery) return NONE_PRESENT;
    // Not told by every battery, and 0 of 0 is not a good one.
    if (!(designedCapacity > 0 && maxCapacity > 0)) throw new ProbeFailure('unsupported', 'capacity');
    return { health: maxCapacity / designedCapacity, cycles: cycleCount > 0 ? Math.round(cycleCount) : null };
  },
};

/** How worn the battery is. */
export const batWear: Check = defineCheck({
  id: 'bat.wear',
  lane: 'commands',
  privacy: 'P1',
  profiles: ['quick'],
  reading,
  probes: { linux, windows: elsewhere, macos: elsewhere },
  judge({ health, cycles }, { warnShare, failShare }) {
    return {
      status: under(health, { warn: warnShare, fail: failShare }),
      evidence: [
        figure('health', health, 'share', { limit: warnShare ?? null }),
        ...(cycles === null ? [] : [figure('cycles', cycles, 'count')]),
      ],
    };
  },
  article: 'battery',
});
