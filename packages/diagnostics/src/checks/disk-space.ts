import { z } from 'zod';
import { type Check, defineCheck, figure, type Probe, under, worst } from '../check.ts';
import { localFileSystems } from '../parse/mounts.ts';
import { ProbeFailure } from '../tools.ts';

const volume = z.strictObject({ mount: z.string().max(1000), total: z.number().min(0), available: z.number().min(0) });
const reading = z.array(volume).max(64);
type Reading = z.infer<typeof reading>;

const RANK = { fail: 0, warn: 1, pass: 2 };

const linux: Probe<Reading> = {
  async read(tools) {
    const mounts = localFileSystems((await tools.readText('/proc/self/mounts')) ?? '').filter(({ readOnly }) => !readOnly);
    const found = await Promise.all(
      mounts.slice(0, 64).map(async ({ mount }) => {
        const { total, available } = await tools.space(mount);
        return { mount, total, available };
      }),
    );
    return found.filter(({ total }) => total > 0);
  },
};

const windows: Probe<Reading> = {
  async read(tools) {
    const answer = await tools.powershell(
      "Get-CimInstance Win32_LogicalDisk -Filter 'DriveType=3' | Select-Object DeviceID,Size,FreeSpace | ConvertTo-Json -AsArray",
    );
    return z
      .array(z.object({ DeviceID: z.string(), Size: z.number().nullable(), FreeSpace: z.number().nullable() }))
      .parse(JSON.parse(answer))
      .filter(({ Size }) => (Size ?? 0) > 0)
      .map(({ DeviceID, Size, FreeSpace }) => ({ mount: DeviceID, total: Size ?? 0, available: FreeSpace ?? 0 }));
  },
};

const macos: Probe<Reading> = {
  async read(tools) {
    const { stdout } = await tools.run('df', ['-l', '-P', '-k']);
    const lines = stdout.trim().split('\n').slice(1);
    return lines.map((line) => {
      const match = /^.+?\s+(\d+)\s+\d+\s+(\d+)\s+\d+%\s+(\/.*)$/u.exec(line);
      if (match === null) throw new ProbeFailure('parse', 'df');
      return { mount: match[3] ?? '', total: Number(match[1]) * 1024, available: Number(match[2]) * 1024 };
    });
  },
};

/** Free space on each local file system that can be written. */
export const diskSpace: Check = defineCheck({
  id: 'disk.space',
  lane: 'fast',
  privacy: 'P1',
  profiles: ['quick'],
  reading,
  probes: { linux, windows, macos },
  judge(volumes, { warnShare = 0, failShare = 0, failBytes = 0 }) {
    const judged = volumes
      .map(({ mount, total, available }) => {
        const share = available / total;
        // Five of a hundred of a memory stick is no reason to fear for the machine: the bytes count for large ones.
        const scarce = total > 4 * failBytes && available < failBytes;
        return {
          mount,
          available,
          share,
          status: scarce ? ('fail' as const) : under(share, { warn: warnShare, fail: failShare }),
        };
      })
      .sort((a, b) => RANK[a.status] - RANK[b.status] || a.share - b.share);
    return {
      status: worst(judged.map(({ status }) => status)),
      evidence: judged
        .flatMap(({ mount, available, share }) => [
          figure('freeShare', share, 'share', { subject: mount, limit: warnShare }),
          figure('free', available, 'bytes', { subject: mount, limit: failBytes }),
        ])
        .slice(0, 64),
    };
  },
  article: 'free-space',
  fix: 'free-space',
});
