import { z } from 'zod';
import { type Check, defineCheck, figure, NONE_PRESENT, over, type Probe, worst } from '../check.ts';
import { numberOf } from '../parse/json.ts';
import { readMeminfo } from '../parse/proc-stat.ts';
import { readWindowsEvents } from '../parse/windows-events.ts';

const WINDOW_DAYS = 30;

const reading = z.strictObject({
  corrected: z.int().min(0),
  uncorrected: z.int().min(0),
  /** Bytes that the kernel no longer uses because they broke. */
  corrupted: z.number().min(0),
});
type Reading = z.infer<typeof reading>;

const CONTROLLERS = '/sys/devices/system/edac/mc';

/** Memory without error correction has no controller here, and tells of nothing. */
const linux: Probe<Reading> = {
  async read(tools) {
    const { corrupted } = await readMeminfo(tools);
    const controllers = (await tools.list(CONTROLLERS)).filter((name) => /^mc\d+$/u.test(name));
    if (controllers.length === 0 && corrupted === 0) return NONE_PRESENT;
    const sum = async (file: string) => {
      let all = 0;
      for (const name of controllers) all += numberOf(await tools.readText(`${CONTROLLERS}/${name}/${file}`), file);
      return all;
    };
    return { corrected: await sum('ce_count'), uncorrected: await sum('ue_count'), corrupted };
  },
};

/** WHEA-Logger: 47 tells of a corrected error of memory, 46 of one that was not. */
const windows: Probe<Reading> = {
  async read(tools) {
    const events = await readWindowsEvents(tools, {
      log: 'System',
      provider: 'Microsoft-Windows-WHEA-Logger',
      ids: [46, 47],
      days: WINDOW_DAYS,
    });
    const count = (wanted: number) => events.filter(({ id }) => id === wanted).length;
    return { corrected: count(47), uncorrected: count(46), corrupted: 0 };
  },
};

/** Errors of the memory itself, as it and the processor count them. */
export const memEcc: Check = defineCheck({
  id: 'mem.ecc',
  lane: 'fast',
  privacy: 'P0',
  profiles: ['quick'],
  reading,
  probes: { linux, windows },
  judge({ corrected, uncorrected, corrupted }, { warnCorrected, failUncorrected, failCorrupted }) {
    return {
      status: worst([
        over(corrected, { warn: warnCorrected }),
        over(uncorrected, { fail: failUncorrected }),
        over(corrupted, { fail: failCorrupted }),
      ]),
      evidence: [
        figure('uncorrected', uncorrected, 'count', { limit: failUncorrected ?? null }),
        figure('corrected', corrected, 'count', { limit: warnCorrected ?? null }),
        figure('corrupted', corrupted, 'bytes', { limit: failCorrupted ?? null }),
      ],
    };
  },
});
