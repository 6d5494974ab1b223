import { z } from 'zod';
import { type Check, defineCheck, figure, NONE_PRESENT, over, type Probe } from '../check.ts';
import { readSensors } from '../parse/hwmon.ts';
import { missingRights } from '../parse/journal.ts';
import { powershellRows } from '../parse/json.ts';
import { readSmartDisks } from '../parse/smartctl.ts';

/** The kernel's names or numbers only (P0). */
const disk = z.strictObject({ disk: z.string().max(40), celsius: z.number().min(-100).max(250) });
const reading = z.array(disk).min(1).max(32);
type Reading = z.infer<typeof reading>;

/** NVMe disks tell everybody; SATA disks where the module drivetemp is loaded, else administrators alone. */
const linux: Probe<Reading> = {
  async read(tools) {
    const sensors = await readSensors(tools, /^(nvme|drivetemp)$/u);
    // NVMe disks have further sensors; `Composite` speaks for the disk.
    const speaking = sensors.filter(({ label }) => label === '' || label === 'Composite');
    if (speaking.length > 0) return speaking.slice(0, 32).map(({ chip, celsius }) => ({ disk: chip, celsius }));
    const real = (await tools.list('/sys/block')).filter((name) => /^(sd|nvme)/u.test(name));
    if (real.length === 0) return NONE_PRESENT;
    if (!tools.elevated) throw missingRights(tools, 'smartctl');
    const disks = await readSmartDisks(tools);
    const found = disks === NONE_PRESENT ? [] : disks.filter(({ celsius }) => celsius !== undefined);
    return found.length > 0 ? found.map((one) => ({ disk: one.disk.slice(0, 40), celsius: one.celsius ?? 0 })) : NONE_PRESENT;
  },
};

const windows: Probe<Reading> = {
  elevated: true,
  async read(tools) {
    const rows = await powershellRows(
      tools,
      'Get-PhysicalDisk | Get-StorageReliabilityCounter | Select-Object DeviceId,Temperature',
      z.object({ DeviceId: z.string().max(20), Temperature: z.number().nullable() }),
      { limitMs: 9000 },
    );
    // 0 stands for a disk without a sensor.
    const found = rows.filter(({ Temperature }) => (Temperature ?? 0) > 0);
    if (found.length === 0) return NONE_PRESENT;
    return found.slice(0, 32).map(({ DeviceId, Temperature }) => ({ disk: `Disk ${DeviceId}`, celsius: Temperature ?? 0 }));
  },
};

/** How warm disks are. */
export const diskTemp: Check = defineCheck({
  id: 'disk.temp',
  lane: 'fast',
  privacy: 'P0',
  profiles: ['quick'],
  reading,
  probes: { linux, windows },
  judge(disks, { warnCelsius, failCelsius }) {
    const sorted = [...disks].sort((a, b) => b.celsius - a.celsius);
    return {
      status: over(sorted[0]?.celsius ?? 0, { warn: warnCelsius, fail: failCelsius }),
      evidence: sorted.map(({ disk: subject, celsius }) =>
        figure('temperature', celsius, 'celsius', { subject, limit: warnCelsius ?? null }),
      ),
    };
  },
  article: 'cooling',
});
