import { z } from 'zod';
import { type Check, defineCheck, figure, type Limits, NONE_PRESENT, type Probe, worst } from '../check.ts';
import { type AtaAttribute, readSmartDisks } from '../parse/smartctl.ts';

const attribute = z.strictObject({
  disk: z.string().max(80),
  id: z.int().min(0).max(255),
  /** The vendor's own measure: 100 or 200 is new. */
  normal: z.number(),
  raw: z.number().min(0),
  failed: z.enum(['never', 'past', 'now']),
});
const reading = z.array(attribute).max(256);
type Reading = z.infer<typeof reading>;

/** Those that foretell a failure (desk.md 3.3): sectors given up, waiting or unreadable, retries, broken transfers, time-outs. */
const FORETELLING = [5, 10, 184, 187, 188, 196, 197, 198, 201];

const linux: Probe<Reading> = {
  elevated: true,
  async read(tools) {
    const disks = await readSmartDisks(tools);
    if (disks === NONE_PRESENT) return NONE_PRESENT;
    const ata = disks.filter((one) => one.ata.length > 0);
    if (ata.length === 0) return NONE_PRESENT;
    return ata.flatMap(({ disk, ata: table }) =>
      table
        .filter(({ id }) => FORETELLING.includes(id))
        .map((one) => ({
          disk,
          id: one.id,
          normal: one.value,
          raw: countOf(one),
          failed: one.when_failed === 'now' || one.when_failed === 'past' ? one.when_failed : ('never' as const),
        })),
    );
  },
};

/** Seagate packs three counters into attribute 188 (`1 2 3`, each including the one before); the last is the whole (Scrutiny, issue 522). */
function countOf({ id, raw }: AtaAttribute): number {
  const parts = raw.string.split(' ').map(Number);
  const [first = 0, second = 0, third = 0] = parts;
  const packed = id === 188 && parts.length === 3 && first <= second && second <= third;
  return Math.max(0, packed ? third : raw.value);
}

function judgeOne({ id, raw, normal, failed }: Reading[number], limits: Limits): 'pass' | 'warn' | 'fail' {
  const [warn, fail, least] = [limits[`warnRaw${id}`], limits[`failRaw${id}`], limits[`failNormal${id}`]];
  if (failed === 'now' || (fail !== undefined && raw > fail) || (least !== undefined && normal < least)) return 'fail';
  return failed === 'past' || (warn !== undefined && raw > warn) ? 'warn' : 'pass';
}

/** Counters of SATA disks that foretell a failure. */
export const diskAta: Check = defineCheck({
  id: 'disk.ata',
  lane: 'commands',
  privacy: 'P1',
  profiles: [],
  reading,
  probes: { linux },
  judge(attributes, limits) {
    const rank = { fail: 0, warn: 1, pass: 2 };
    const judged = attributes
      .map((one) => ({ ...one, status: judgeOne(one, limits) }))
      .sort((a, b) => rank[a.status] - rank[b.status]);
    return {
      status: worst(judged.map(({ status }) => status)),
      evidence: judged
        .slice(0, 60)
        .map(({ disk, id, raw }) =>
          figure(`attribute${NAMES[id] ?? ''}`, raw, 'count', { subject: disk, limit: limits[`failRaw${id}`] ?? null }),
        ),
    };
  },
  article: 'disk-replace',
});

/** Names of evidence have no digits. */
const NAMES: Readonly<Record<number, string>> = {
  5: 'Reallocated',
  10: 'SpinRetry',
  184: 'EndToEnd',
  187: 'Uncorrectable',
  188: 'Timeout',
  196: 'ReallocationEvents',
  197: 'Pending',
  198: 'OfflineUncorrectable',
  201: 'SoftRead',
};
