import { ProbeFailure } from '../tools.ts';

/** A whole disk, no part of one, none that is made up (loop, dm, md, zram): what it does its disks do. */
const WHOLE_DISK = /^(?:(?:sd|vd|xvd)[a-z]{1,3}|nvme\d{1,3}n\d{1,3}|mmcblk\d{1,3})$/u;

/** `/proc/diskstats`: the milliseconds in which each disk had something to do, by its kernel's name (iostats.rst, field 10). */
export function parseDiskStats(text: string): ReadonlyMap<string, number> {
  const rows = text.split('\n').filter((line) => line.trim() !== '');
  const found = rows.map((line) => {
    const [, , name = '', ...counts] = line.trim().split(/\s+/u);
    const busy = Number(counts[9] ?? Number.NaN);
    if (!Number.isFinite(busy)) throw new ProbeFailure('parse', '/proc/diskstats');
    return [name, busy] as const;
  });
  return new Map(found.filter(([name]) => WHOLE_DISK.test(name)));
}
