import { z } from 'zod';
import { type Check, defineCheck, figure, type Probe, worst } from '../check.ts';
import { NAMELESS } from '../parse/mounts.ts';
import { readVolumes } from '../parse/volumes.ts';

const MINUTE_MS = 60_000;
/** Of less than this nothing can be foretold: one download would look like the end. */
const SHORTEST_MS = 10 * MINUTE_MS;
const LONGEST_MS = 24 * 60 * MINUTE_MS;

const volume = z.strictObject({ place: z.string().max(60), total: z.number().positive(), available: z.number().min(0) });
type Volume = z.infer<typeof volume>;
const look = z.strictObject({ at: z.number().min(0), volumes: z.array(volume).max(64) });
/** `earlier`: what it is compared with; null at the first look. */
const reading = look.extend({ earlier: look.nullable() });
type Reading = z.infer<typeof reading>;

const probe: Probe<Reading> = {
  async read(tools) {
    const at = tools.now();
    const volumes = (await readVolumes(tools)).map(({ place, total, available }) => ({ place, total, available }));
    const last = reading.safeParse(tools.previous()?.reading);
    if (!last.success) return { at, volumes, earlier: null };
    const { earlier, ...latest } = last.data;
    // The older look tells more, as long as it is of the same day. One of a clock that ran ahead tells nothing.
    const isOfToday = earlier !== null && earlier.at <= at && at - earlier.at <= LONGEST_MS;
    return { at, volumes, earlier: isOfToday ? earlier : latest };
  },
};

/** File systems of a pool (ZFS) share its room: each is as large as what it holds and what is left of it. */
const SAME_TOTAL = 0.1;

function isAlike(one: Volume, other: Volume): boolean {
  if (one.place !== other.place) return false;
  if (one.place === NAMELESS) return one.total === other.total;
  return Math.abs(one.total - other.total) <= SAME_TOTAL * Math.max(one.total, other.total);
}

/** Disks of one size may have no name that may be told: they are the same by their order, where there are as many as then. */
function sameOf(then: readonly Volume[], one: Volume, now: readonly Volume[]): Volume | undefined {
  const before = then.filter((other) => isAlike(one, other));
  const after = now.filter((other) => isAlike(one, other));
  return before.length === after.length ? before[after.indexOf(one)] : undefined;
}

/** When a disk will be full, if it goes on as it did between two looks. */
export const diskFill: Check = defineCheck({
  id: 'disk.fill',
  lane: 'fast',
  privacy: 'P0',
  profiles: ['quick'],
  reading,
  probes: { linux: probe, windows: probe, macos: probe },
  judge({ at, volumes, earlier }, { warnHours = 0, warnShare = 0, failHours = 0, failShare = 0 }) {
    const span = earlier === null ? 0 : at - earlier.at;
    if (earlier === null || span < SHORTEST_MS) return { status: 'info', text: 'first', evidence: [] };
    const compared = volumes.flatMap((now) => {
      const then = sameOf(earlier.volumes, now, volumes);
      return then === undefined ? [] : [{ now, then }];
    });
    // Others than then: nothing can be said of any.
    if (compared.length === 0) return { status: 'info', text: 'first', evidence: [] };
    const filling = compared
      .flatMap(({ now, then }) => {
        const { place, total, available } = now;
        const perMs = (then.available - available) / span;
        if (perMs <= 0) return [];
        const hours = available / perMs / (60 * MINUTE_MS);
        const share = available / total;
        // node-mixin asks for both: a large empty disk may well be filled for an hour.
        const status = hours < failHours && share < failShare ? 'fail' : hours < warnHours && share < warnShare ? 'warn' : 'pass';
        return [{ place, hours, share, status } as const];
      })
      .sort((a, b) => a.hours - b.hours);
    const rank = { fail: 0, warn: 1, pass: 2 };
    return {
      status: worst(filling.map(({ status }) => status)),
      evidence: [...filling]
        .sort((a, b) => rank[a.status] - rank[b.status])
        .slice(0, 16)
        .flatMap(({ place, hours, share }) => [
          figure('left', Math.round(hours * 3600), 'seconds', { subject: place, limit: warnHours * 3600 }),
          figure('freeShare', share, 'share', { subject: place, limit: warnShare }),
        ]),
    };
  },
  article: 'free-space',
  fix: 'free-space',
});
