import { ProbeFailure } from '../tools.ts';

export interface RaidArray {
  readonly name: string;
  readonly wanted: number;
  readonly present: number;
  readonly degraded: boolean;
}

/**
 * `/proc/mdstat` (md(4)): `[2/1] [U_]` says that one of two disks works; kinds without spares (raid0, linear) have no such
 * figures and are well while they are active. What sets of the firmware's making are held in (`super external:/md127/0` is
 * held in `md127`) is never active itself. Throws `parse` without its first line.
 */
export function parseMdstat(text: string): readonly RaidArray[] {
  if (!text.startsWith('Personalities')) throw new ProbeFailure('parse', '/proc/mdstat');
  const holders = new Set([...text.matchAll(/ super external:\/(md[^/\s]+)\//gu)].map(([, name = '']) => name));
  return text
    .split(/\n(?=md\S+ : )/u)
    .slice(1)
    .filter((block) => !holders.has(/^md\S+/u.exec(block)?.[0] ?? ''))
    .map((block) => {
      const [, name = '', state = ''] = /^(md\S+) : (\w+)/u.exec(block) ?? [];
      const [, wanted, present] = /\[(\d+)\/(\d+)\] \[[U_]+\]/u.exec(block) ?? [];
      const members = block.split('\n')[0]?.match(/\[\d+\]/gu)?.length ?? 0;
      return {
        name,
        wanted: Number(wanted ?? members),
        present: Number(present ?? members),
        degraded: state !== 'active' || Number(present ?? 0) < Number(wanted ?? 0),
      };
    });
}
