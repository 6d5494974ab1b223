import { matchRemoteTools } from '@alongside/protocol';
import { z } from 'zod';
import { type Check, defineCheck, figure, type Probe } from '../check.ts';
import { processNamesOf } from '../parse/process-names.ts';
import { ProbeFailure } from '../tools.ts';

const reading = z.strictObject({ products: z.array(z.string().max(60)).max(64) });
type Reading = z.infer<typeof reading>;

const probe: Probe<Reading> = {
  async read(tools) {
    const names = await processNamesOf(tools);
    // This very probe is a process: none at all is no answer.
    if (names.length === 0) throw new ProbeFailure('parse', 'processes');
    return { products: [...matchRemoteTools(names)] };
  },
};

/** Other programs by which somebody could see or steer this computer. Whether the person knows of them is theirs to say. */
export const secRemote: Check = defineCheck({
  id: 'sec.remote',
  lane: 'fast',
  privacy: 'P2',
  profiles: ['security'],
  reading,
  probes: { linux: probe, windows: probe, macos: probe },
  judge: ({ products }) => ({
    status: products.length > 0 ? 'info' : 'pass',
    evidence: [
      figure('count', products.length, 'count'),
      ...products.slice(0, 60).map((product) => figure('runs', true, 'yes-no', { subject: product })),
    ],
  }),
});
