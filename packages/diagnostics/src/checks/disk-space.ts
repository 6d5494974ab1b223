import { z } from 'zod';
import { type Check, defineCheck, figure, type Probe, under, worst } from '../check.ts';
import { readVolumes } from '../parse/volumes.ts';

const volume = z.strictObject({ mount: z.string().max(1000), total: z.number().positive(), available: z.number().min(0) });
const reading = z.array(volume).max(64);
type Reading = z.infer<typeof reading>;

const RANK = { fail: 0, warn: 1, pass: 2 };

/** The same on every system: volumes are found in `parse/volumes.ts`. */
const probe: Probe<Reading> = {
  async read(tools) {
    return (await readVolumes(tools)).map(({ mount, total, available }) => ({ mount: mount.slice(0, 1000), total, available }));
  },
};

/** Free space on each local file system that can be written. */
export const diskSpace: Check = defineCheck({
  id: 'disk.space',
  lane: 'fast',
  privacy: 'P1',
  profiles: ['quick'],
  reading,
  probes: { linux: probe, windows: probe, macos: probe },
  judge(volumes, { warnShare = 0, failShare = 0, failBytes = 0 }) {
    const judged = volumes
      .map(({ mount, total, available }) => {
        const share = available / total;
        // Five of a hundred of a memory stick is no reason to fear for the machine: the bytes count for large ones.
        const scarce = total > 4 * failBytes && available < failBytes;
        return {
          mount,
          available,
          share,
          status: scarce ? ('fail' as const) : under(share, { warn: warnShare, fail: failShare }),
        };
      })
      .sort((a, b) => RANK[a.status] - RANK[b.status] || a.share - b.share);
    return {
      status: worst(judged.map(({ status }) => status)),
      evidence: judged
        .flatMap(({ mount, available, share }) => [
          figure('freeShare', share, 'share', { subject: mount, limit: warnShare }),
          figure('free', available, 'bytes', { subject: mount, limit: failBytes }),
        ])
        .slice(0, 64),
    };
  },
  article: 'free-space',
  fix: 'free-space',
});
