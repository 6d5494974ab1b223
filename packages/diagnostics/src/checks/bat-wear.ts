import { z } from 'zod';
import { type Check, defineCheck, figure, NONE_PRESENT, type Probe, under } from '../check.ts';
import { ProbeFailure } from '../tools.ts';

/** What it can hold now, of what it held when it was new. A new one may hold more than it was built for. */
const reading = z.strictObject({ health: z.number().min(0).max(2), cycles: z.int().min(0).nullable() });
type Reading = z.infer<typeof reading>;

const probe: Probe<Reading> = {
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
  probes: { linux: probe, windows: probe, macos: probe },
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
