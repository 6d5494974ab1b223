import { z } from 'zod';
import { type Check, defineCheck, figure, over, type Probe, worst } from '../check.ts';
import { readOldKernelLog } from '../parse/kernel-log.ts';
import { readWindowsEvents } from '../parse/windows-events.ts';

const WINDOW_DAYS = 30;
const DAY_MINUTES = 24 * 60;

/** `days`: how far back the log goes, 30 at most. */
const reading = z.strictObject({ days: z.number().min(0), corrected: z.int().min(0), uncorrected: z.int().min(0) });
type Reading = z.infer<typeof reading>;

/** arch/x86/kernel/cpu/mce, drivers/firmware/efi/cper.c, drivers/edac: one line for each error. */
const ERROR =
  /mce: \[Hardware Error\]: (?:Machine check events logged|CPU \d+: Machine Check.* Bank \d+: ([0-9a-f]{16}))|\[Hardware Error\]: event severity: (\w+)|EDAC MC\d+: \d+ (CE|UE) /u;
/** Bit 61 of a bank's status: the error was not corrected (Intel SDM 3B, 16.3.2.2). */
const UNCORRECTED = 1n << 61n;

const linux: Probe<Reading> = {
  async read(tools) {
    const { lines, minutes } = await readOldKernelLog(tools, { sinceMinutes: WINDOW_DAYS * DAY_MINUTES, pattern: ERROR });
    const bad = lines.filter(({ text }) => {
      const [, bank, severity, edac] = ERROR.exec(text) ?? [];
      if (bank !== undefined) return (BigInt(`0x${bank}`) & UNCORRECTED) !== 0n;
      return edac === 'UE' || (severity !== undefined && severity !== 'corrected' && severity !== 'info');
    });
    return { days: minutes / DAY_MINUTES, corrected: lines.length - bad.length, uncorrected: bad.length };
  },
};

/** Level 3, a warning, is an error that was corrected; 1 and 2 are not. */
const windows: Probe<Reading> = {
  async read(tools) {
    const events = await readWindowsEvents(tools, {
      log: 'System',
      provider: 'Microsoft-Windows-WHEA-Logger',
      days: WINDOW_DAYS,
    });
    const count = (is: (level: number) => boolean) => events.filter(({ level }) => is(level ?? 4)).length;
    return {
      days: WINDOW_DAYS,
      corrected: count((level) => level === 3),
      uncorrected: count((level) => level === 1 || level === 2),
    };
  },
};

/** Errors that the hardware itself reported, in the last 30 days where the log goes back so far. */
export const logHw: Check = defineCheck({
  id: 'log.hw',
  lane: 'commands',
  privacy: 'P1',
  profiles: [],
  reading,
  probes: { linux, windows },
  judge({ days, corrected, uncorrected }, { warnCorrected, failUncorrected }) {
    return {
      status: worst([over(corrected, { warn: warnCorrected }), over(uncorrected, { fail: failUncorrected })]),
      evidence: [
        figure('count', corrected + uncorrected, 'count'),
        figure('uncorrected', uncorrected, 'count', { limit: failUncorrected ?? null }),
        figure('corrected', corrected, 'count', { limit: warnCorrected ?? null }),
        figure('days', days, 'days'),
      ],
    };
  },
});
