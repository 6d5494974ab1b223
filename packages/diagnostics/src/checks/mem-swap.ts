import { z } from 'zod';
import { type Check, defineCheck, figure, NONE_PRESENT, over, type Probe } from '../check.ts';
import { numberOf, powershellRows } from '../parse/json.ts';
import { readMeminfo } from '../parse/proc-stat.ts';
import { ProbeFailure } from '../tools.ts';

/** `grows`: the system makes more of it when it needs some, so that a high share of it means nothing. */
const reading = z.strictObject({ total: z.number().positive(), used: z.number().min(0), grows: z.boolean() });
type Reading = z.infer<typeof reading>;

const linux: Probe<Reading> = {
  async read(tools) {
    const { swapTotal, swapFree } = await readMeminfo(tools);
    return swapTotal > 0 ? { total: swapTotal, used: Math.max(0, swapTotal - swapFree), grows: false } : NONE_PRESENT;
  },
};

const MEGABYTE = 1024 * 1024;

const windows: Probe<Reading> = {
  async read(tools) {
    const rows = await powershellRows(
      tools,
      'Get-CimInstance Win32_PageFileUsage | Select-Object AllocatedBaseSize,CurrentUsage',
      z.object({ AllocatedBaseSize: z.number(), CurrentUsage: z.number() }),
    );
    const sum = (pick: (row: (typeof rows)[number]) => number) => rows.reduce((all, row) => all + pick(row), 0) * MEGABYTE;
    const total = sum(({ AllocatedBaseSize }) => AllocatedBaseSize);
    return total > 0 ? { total, used: sum(({ CurrentUsage }) => CurrentUsage), grows: false } : NONE_PRESENT;
  },
};

const macos: Probe<Reading> = {
  async read(tools) {
    const { stdout } = await tools.run('sysctl', ['-n', 'vm.swapusage']);
    const [, total, used] = /total = ([\d.]+)M\s+used = ([\d.]+)M/u.exec(stdout) ?? [];
    if (total === undefined) throw new ProbeFailure('parse', 'vm.swapusage');
    const bytes = numberOf(total, 'vm.swapusage') * MEGABYTE;
    return bytes > 0 ? { total: bytes, used: numberOf(used, 'vm.swapusage') * MEGABYTE, grows: true } : NONE_PRESENT;
  },
};

/** How much of the memory on disk is in use. */
export const memSwap: Check = defineCheck({
  id: 'mem.swap',
  lane: 'fast',
  privacy: 'P0',
  profiles: ['quick'],
  reading,
  probes: { linux, windows, macos },
  judge({ total, used, grows }, { warnShare, failShare }) {
    const share = Math.min(1, used / total);
    return {
      status: grows ? 'info' : over(share, { warn: warnShare, fail: failShare }),
      evidence: [
        figure('usedShare', share, 'share', { limit: grows ? null : (warnShare ?? null) }),
        figure('used', used, 'bytes'),
        figure('total', total, 'bytes'),
      ],
    };
  },
  article: 'memory',
});
