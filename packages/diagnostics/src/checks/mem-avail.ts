import { z } from 'zod';
import { type Check, defineCheck, figure, type Probe, under } from '../check.ts';
import { ProbeFailure } from '../tools.ts';

const reading = z.strictObject({ total: z.number().positive(), available: z.number().min(0) });
type Reading = z.infer<typeof reading>;

const linux: Probe<Reading> = {
  async read(tools) {
    const text = (await tools.readText('/proc/meminfo')) ?? '';
    const kilobytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'mu').exec(text)?.[1] ?? Number.NaN);
    const [total, available] = [kilobytes('MemTotal'), kilobytes('MemAvailable')];
    if (Number.isNaN(total + available)) throw new ProbeFailure('parse', '/proc/meminfo');
    return { total: total * 1024, available: available * 1024 };
  },
};

const windows: Probe<Reading> = {
  async read(tools) {
    const answer = await tools.powershell(
      'Get-CimInstance Win32_OperatingSystem | Select-Object TotalVisibleMemorySize,FreePhysicalMemory | ConvertTo-Json',
    );
    const { TotalVisibleMemorySize, FreePhysicalMemory } = z
      .object({ TotalVisibleMemorySize: z.number(), FreePhysicalMemory: z.number() })
      .parse(JSON.parse(answer));
    return { total: TotalVisibleMemorySize * 1024, available: FreePhysicalMemory * 1024 };
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
