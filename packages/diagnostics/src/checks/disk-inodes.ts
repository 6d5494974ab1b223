import { z } from 'zod';
import { type Check, defineCheck, figure, NONE_PRESENT, over, type Probe, worst } from '../check.ts';
import { readVolumes } from '../parse/volumes.ts';

const reading = z.array(z.strictObject({ place: z.string().max(60), used: z.number().min(0).max(1) })).max(64);
type Reading = z.infer<typeof reading>;

/** File systems without a fixed number of files (btrfs, vfat) say 0. */
const linux: Probe<Reading> = {
  async read(tools) {
    const counting = (await readVolumes(tools)).filter(({ inodes }) => inodes > 0);
    if (counting.length === 0) return NONE_PRESENT;
    return counting.map(({ place, inodes, freeInodes }) => ({ place, used: Math.max(0, 1 - freeInodes / inodes) }));
  },
};

/** Room for further files: a disk with free space can still be unable to hold one more file. */
export const diskInodes: Check = defineCheck({
  id: 'disk.inodes',
  lane: 'fast',
  privacy: 'P0',
  profiles: ['quick'],
  reading,
  probes: { linux },
  judge(volumes, { warnShare, failShare }) {
    const sorted = [...volumes].sort((a, b) => b.used - a.used);
    return {
      status: worst(sorted.map(({ used }) => over(used, { warn: warnShare, fail: failShare }))),
      evidence: sorted.map(({ place, used }) => figure('usedShare', used, 'share', { subject: place, limit: warnShare ?? null })),
    };
  },
  article: 'inodes',
});
