import { z } from 'zod';
import { type Check, defineCheck, figure, type Probe } from '../check.ts';
import { readNeeded } from '../parse/json.ts';
import { isLocal, parseMounts } from '../parse/mounts.ts';
import { ProbeFailure } from '../tools.ts';

const reading = z
  .array(z.strictObject({ place: z.string().max(20), readOnly: z.boolean() }))
  .min(1)
  .max(8);
type Reading = z.infer<typeof reading>;

/** Where the system must be able to write. */
const PLACES = ['/', '/home', '/var'];

/**
 * The kernel stops writing to a file system on which it found errors. One that /etc/fstab wants read-only is meant to be,
 * and layers of live and immutable systems are not on a disk of their own.
 */
const linux: Probe<Reading> = {
  async read(tools) {
    const mounts = parseMounts(await readNeeded(tools, '/proc/self/mounts'));
    const table = (await tools.readText('/etc/fstab')) ?? '';
    const meant = new Set(
      table
        .split('\n')
        .map((line) => line.trim().split(/\s+/u))
        .filter(([device = '#', , , options = '']) => !device.startsWith('#') && options.split(',').includes('ro'))
        .map(([, mount]) => mount),
    );
    const found = PLACES.flatMap((place) => {
      // The last one mounted lies on top.
      const top = mounts.filter(({ mount }) => mount === place).at(-1);
      return top && isLocal(top) && !meant.has(place) ? [{ place, readOnly: top.readOnly }] : [];
    });
    if (found.length === 0) throw new ProbeFailure(mounts.length === 0 ? 'parse' : 'unsupported', 'no system volume on a disk');
    return found;
  },
};

/** Whether the system's own volumes can be written. */
export const fsReadonly: Check = defineCheck({
  id: 'fs.readonly',
  lane: 'fast',
  privacy: 'P0',
  profiles: ['quick'],
  reading,
  probes: { linux },
  judge(places) {
    const sorted = [...places].sort((a, b) => Number(b.readOnly) - Number(a.readOnly));
    return {
      status: sorted[0]?.readOnly ? 'fail' : 'pass',
      evidence: sorted.map(({ place, readOnly }) => figure('readOnly', readOnly, 'yes-no', { subject: place })),
    };
  },
});
