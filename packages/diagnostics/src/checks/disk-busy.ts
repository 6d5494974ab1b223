import { z } from 'zod';
import { type Check, defineCheck, figure, NONE_PRESENT, over, type Probe } from '../check.ts';
import { parseDiskStats } from '../parse/diskstats.ts';
import { readNeeded, rowsOf } from '../parse/json.ts';

const SAMPLE_MS = 2000;

const reading = z.strictObject({
  seconds: z.number().positive(),
  disks: z
    .array(z.strictObject({ disk: z.string().max(40), share: z.number().min(0).max(1) }))
    .min(1)
    .max(64),
});
type Reading = z.infer<typeof reading>;

const linux: Probe<Reading> = {
  async read(tools) {
    const before = parseDiskStats(await readNeeded(tools, '/proc/diskstats'));
    if (before.size === 0) return NONE_PRESENT;
    const from = tools.now();
    await tools.wait(SAMPLE_MS);
    const after = parseDiskStats(await readNeeded(tools, '/proc/diskstats'));
    const elapsed = Math.max(SAMPLE_MS, tools.now() - from);
    const disks = [...after].map(([disk, busy]) => ({
      disk,
      share: Math.min(1, Math.max(0, (busy - (before.get(disk) ?? busy)) / elapsed)),
    }));
    return { seconds: Math.round(elapsed / 1000), disks: disks.slice(0, 64) };
  },
};

/** Raw counters by hand: `Get-Counter` knows its counters by translated names only. Idle time has a base of its own. */
const SCRIPT = [
  "$read = { Get-CimInstance Win32_PerfRawData_PerfDisk_PhysicalDisk | Where-Object Name -ne '_Total' };",
  `$a = @(& $read); Start-Sleep -Milliseconds ${SAMPLE_MS}; $b = @(& $read);`,
  'ConvertTo-Json -Compress -InputObject @($b | ForEach-Object { $now = $_; $a | Where-Object Name -eq $now.Name | ForEach-Object {',
  '@{ name = $now.Name; idle = [double]($now.PercentIdleTime - $_.PercentIdleTime);',
  'base = [double]($now.PercentIdleTime_Base - $_.PercentIdleTime_Base) } } })',
].join(' ');

const windows: Probe<Reading> = {
  async read(tools) {
    const answer = await tools.powershell(SCRIPT, { limitMs: 15_000 });
    const rows = rowsOf(answer, z.object({ name: z.string(), idle: z.number(), base: z.number().positive() }));
    if (rows.length === 0) return NONE_PRESENT;
    // `0 C:`: a number and drive letters.
    const disks = rows.map(({ name, idle, base }) => ({
      disk: name.slice(0, 40),
      share: Math.min(1, Math.max(0, 1 - idle / base)),
    }));
    return { seconds: SAMPLE_MS / 1000, disks: disks.slice(0, 64) };
  },
};

/** How busy disks are, over a sample of two seconds. */
export const diskBusy: Check = defineCheck({
  id: 'disk.busy',
  lane: 'slow',
  privacy: 'P0',
  profiles: [],
  reading,
  probes: { linux, windows },
  judge({ seconds, disks }, { warnShare }) {
    const sorted = [...disks].sort((a, b) => b.share - a.share);
    return {
      status: over(sorted[0]?.share ?? 0, { warn: warnShare }),
      evidence: [
        ...sorted
          .slice(0, 60)
          .map(({ disk, share }) => figure('busy', share, 'share', { subject: disk, limit: warnShare ?? null })),
        figure('sample', seconds, 'seconds'),
      ],
    };
  },
  article: 'slow',
});
