import { z } from 'zod';
import { type Check, defineCheck, figure, type Probe } from '../check.ts';
import { readOldKernelLog } from '../parse/kernel-log.ts';
import { readWindowsEvents } from '../parse/windows-events.ts';

const WINDOW_DAYS = 30;
const DAY_MINUTES = 24 * 60;
const MINUTE_MS = 60_000;

const reading = z.strictObject({
  /** How far back the log goes, 30 at most. */
  days: z.number().min(0),
  /** How often in them, by disk, the worst first. */
  disks: z.array(z.strictObject({ disk: z.string().max(60), count: z.int().min(1) })).max(20),
});
type Reading = z.infer<typeof reading>;

/** block/blk-core.c, fs/buffer.c, fs/ext4/super.c, fs/xfs/xfs_error.c; libata names ports, not disks. Groups: the device. */
const LINES = [
  String.raw`(?:I/O|critical medium|critical target) error, dev (\w+)`,
  String.raw`Buffer I/O error on dev(?:ice)? ([\w-]+)`,
  String.raw`EXT4-fs error \(device ([\w-]+)\)`,
  String.raw`XFS \(([\w-]+)\): .*I/O [Ee]rror`,
  String.raw`(ata\d+)(?:\.\d+)?: failed command`,
  String.raw`(nvme\d+)(?:n\d+)?: I/O .*timeout`,
];
const ERROR = new RegExp(LINES.join('|'), 'u');
/** Discs and floppies that are not there, and files that stand in for disks: no disk of this machine. */
const NO_DISK = /^(sr|fd|loop|zram|ram|nbd)\d+/u;

const linux: Probe<Reading> = {
  async read(tools) {
    const { lines, minutes } = await readOldKernelLog(tools, { sinceMinutes: WINDOW_DAYS * DAY_MINUTES, pattern: ERROR });
    const disks = counted(
      lines.map(({ at, text }) => ({
        at,
        disk:
          ERROR.exec(text)
            ?.slice(1)
            .find((name) => name !== undefined) ?? '',
      })),
    );
    return { days: minutes / DAY_MINUTES, disks };
  },
};

/** 7 a bad block, 11 a controller error, 51 an error while paging. The first value: `\Device\Harddisk1\DR1`. */
const windows: Probe<Reading> = {
  async read(tools) {
    const events = await readWindowsEvents(tools, { log: 'System', provider: 'disk', ids: [7, 11, 51], days: WINDOW_DAYS });
    const disks = counted(events.map(({ at, first }) => ({ at, disk: /Harddisk\d+/u.exec(first ?? '')?.[0] ?? 'disk' })));
    return { days: WINDOW_DAYS, disks };
  },
};

/** One trouble makes many lines: those of a disk within a minute count once. */
function counted(errors: readonly { readonly at: number; readonly disk: string }[]): Reading['disks'] {
  const minutes = new Map<string, Set<number>>();
  for (const { at, disk } of errors) {
    if (disk === '' || NO_DISK.test(disk)) continue;
    // `sda1` is a part of `sda`.
    const whole = disk.replace(/^((?:sd|vd|xvd)[a-z]+)\d+$/u, '$1').replace(/^((?:nvme\d+n|mmcblk)\d+)p\d+$/u, '$1');
    const seen = minutes.get(whole) ?? new Set();
    minutes.set(whole, seen.add(Math.floor(at / MINUTE_MS)));
  }
  return [...minutes]
    .map(([disk, { size }]) => ({ disk: disk.slice(0, 60), count: size }))
    .sort((a, b) => b.count - a.count)
    .slice(0, 20);
}

/** Errors of disks in the system's log, of the last 30 days where it goes back so far. */
export const logDisk: Check = defineCheck({
  id: 'log.disk',
  lane: 'commands',
  privacy: 'P1',
  profiles: [],
  reading,
  probes: { linux, windows },
  judge({ days, disks }, { warnCount = 1, failCount = 1 }) {
    const count = disks[0]?.count ?? 0;
    return {
      status: count >= failCount ? 'fail' : count >= warnCount ? 'warn' : 'pass',
      evidence: [
        ...(disks.length > 0 ? [] : [figure('count', 0, 'count', { limit: warnCount })]),
        ...disks.map((one) => figure('count', one.count, 'count', { subject: one.disk, limit: warnCount })),
        figure('days', days, 'days'),
      ],
    };
  },
  article: 'disk-replace',
});
