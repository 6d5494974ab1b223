import { z } from 'zod';
import { type Check, defineCheck, figure, NONE_PRESENT, type Probe, worst } from '../check.ts';
import { powershellRows } from '../parse/json.ts';
import { readSmartDisks } from '../parse/smartctl.ts';
import { ProbeFailure } from '../tools.ts';

const disk = z.strictObject({
  disk: z.string().max(80),
  /** Share of its planned life; above 1 where it has outlived it. */
  used: z.number().min(0),
  mediaErrors: z.number().min(0),
  /** Null where the system does not tell. */
  warning: z.int().min(0).nullable(),
  spare: z.number().min(0).max(1).nullable(),
  spareLimit: z.number().min(0).max(1).nullable(),
});
const reading = z.array(disk).min(1).max(16);
type Reading = z.infer<typeof reading>;

const linux: Probe<Reading> = {
  elevated: true,
  async read(tools) {
    const disks = await readSmartDisks(tools);
    if (disks === NONE_PRESENT) return NONE_PRESENT;
    const found = disks.flatMap(({ disk: name, nvme }) =>
      nvme === undefined
        ? []
        : [
            {
              disk: name,
              used: nvme.percentage_used / 100,
              mediaErrors: nvme.media_errors,
              warning: nvme.critical_warning,
              spare: nvme.available_spare / 100,
              spareLimit: nvme.available_spare_threshold / 100,
            },
          ],
    );
    return found.length > 0 ? found : NONE_PRESENT;
  },
};

/** Get-StorageReliabilityCounter: `Wear` is the share of its life in per cent. */
const windows: Probe<Reading> = {
  elevated: true,
  async read(tools) {
    const rows = await powershellRows(
      tools,
      "Get-PhysicalDisk | Where-Object BusType -eq 'NVMe' | Get-StorageReliabilityCounter | Select-Object DeviceId,Wear,ReadErrorsUncorrected",
      z.object({ DeviceId: z.string(), Wear: z.number().nullable(), ReadErrorsUncorrected: z.number().nullable() }),
      { limitMs: 9000 },
    );
    if (rows.length === 0) return NONE_PRESENT;
    const telling = rows.filter(({ Wear }) => Wear !== null);
    if (telling.length === 0) throw new ProbeFailure('unsupported', 'no disk tells of its wear');
    return telling.slice(0, 16).map(({ DeviceId, Wear, ReadErrorsUncorrected }) => ({
      disk: `Disk ${DeviceId}`.slice(0, 80),
      used: (Wear ?? 0) / 100,
      mediaErrors: ReadErrorsUncorrected ?? 0,
      warning: null,
      spare: null,
      spareLimit: null,
    }));
  },
};

/** What NVMe disks log of their wear and of what they could no longer read. */
export const diskNvme: Check = defineCheck({
  id: 'disk.nvme',
  lane: 'commands',
  privacy: 'P1',
  profiles: [],
  reading,
  probes: { linux, windows },
  judge(disks, { warnUsed = 1, failUsed = 1, failMediaErrors = 0 }) {
    const judged = disks
      .map((one) => {
        const spent = one.spare !== null && one.spareLimit !== null && one.spare < one.spareLimit;
        const failing = spent || (one.warning ?? 0) !== 0 || one.used > failUsed || one.mediaErrors > failMediaErrors;
        return { ...one, status: failing ? ('fail' as const) : one.used > warnUsed ? ('warn' as const) : ('pass' as const) };
      })
      .sort((a, b) => Number(b.status === 'fail') - Number(a.status === 'fail') || b.used - a.used);
    return {
      status: worst(judged.map(({ status }) => status)),
      evidence: judged.flatMap(({ disk: subject, used, mediaErrors, warning, spare, spareLimit }) => [
        figure('used', used, 'share', { subject, limit: warnUsed }),
        figure('mediaErrors', mediaErrors, 'count', { subject, limit: failMediaErrors }),
        ...(warning === null ? [] : [figure('warning', warning, 'count', { subject, limit: 0 })]),
        ...(spare === null ? [] : [figure('spare', spare, 'share', { subject, limit: spareLimit })]),
      ]),
    };
  },
  article: 'disk-replace',
});
