import { z } from 'zod';
import { type Check, defineCheck, figure, type Probe, under } from '../check.ts';
import { powershellRows } from '../parse/json.ts';
import { readMeminfo } from '../parse/proc-stat.ts';
import { ProbeFailure } from '../tools.ts';

const reading = z.strictObject({ total: z.number().positive(), available: z.number().min(0) });
type Reading = z.infer<typeof reading>;

const linux: Probe<Reading> = {
  async read(tools) {
    const { total, available } = await readMeminfo(tools);
    return { total, available };
  },
};

const windows: Probe<Reading> = {
  async read(tools) {
    const [row] = await powershellRows(
      tools,
      'Get-CimInstance Win32_OperatingSystem | Select-Object TotalVisibleMemorySize,FreePhysicalMemory',
      z.object({ TotalVisibleMemorySize: z.number(), FreePhysicalMemory: z.number() }),
    );
    if (row === undefined) throw new ProbeFailure('parse', 'Win32_OperatingSystem');
    return { total: row.TotalVisibleMemorySize * 1024, available: row.FreePhysicalMemory * 1024 };
  },
};

/** `memory_pressure` counts what can be had at once, caches included, as the system itself does. */
const macos: Probe<Reading> = {
  async read(tools) {
    const { stdout } = await tools.run('memory_pressure', ['-Q']);
    const total = Number(/system has (\d+)/u.exec(stdout)?.[1] ?? Number.NaN);
    const free = Number(/free percentage: (\d+)%/u.exec(stdout)?.[1] ?? Number.NaN);
    if (Number.isNaN(total + free)) throw new ProbeFailure('parse', 'memory_pressure');
    return { total, available: (total * free) / 100 };
  },
};

/** How much memory programs can still have. */
export const memAvail: Check = defineCheck({
  id: 'mem.avail',
  lane: 'fast',
  privacy: 'P0',
  profiles: ['quick'],
  reading,
  probes: { linux, windows, macos },
  judge({ total, available }, { warnShare, failShare }) {
    const share = available / total;
    return {
      status: under(share, { warn: warnShare, fail: failShare }),
      evidence: [
        figure('availableShare', share, 'share', { limit: warnShare ?? null }),
        figure('available', available, 'bytes'),
        figure('total', total, 'bytes'),
      ],
    };
  },
  article: 'memory',
});
