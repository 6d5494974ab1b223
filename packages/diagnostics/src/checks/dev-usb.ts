import { z } from 'zod';
import { type Check, defineCheck, figure, NONE_PRESENT, type Probe } from '../check.ts';
import { powershellRows } from '../parse/json.ts';
import { readKernelLog } from '../parse/kernel-log.ts';

/** In the last hour on Linux; devices that are marked now on Windows. */
const reading = z.strictObject({ count: z.int().min(0), overCurrent: z.boolean() });
type Reading = z.infer<typeof reading>;

/** Messages of drivers/usb/core/hub.c. */
const TROUBLE =
  /over-current|device descriptor read|device not accepting address|unable to enumerate USB device|Cannot enable\. Maybe the USB cable is bad/u;
const OVER_CURRENT = /over-current/u;

const linux: Probe<Reading> = {
  async read(tools) {
    if ((await tools.list('/sys/bus/usb/devices')).length === 0) return NONE_PRESENT;
    const lines = await readKernelLog(tools, { sinceMinutes: 60, pattern: TROUBLE });
    return { count: lines.length, overCurrent: lines.some(({ text }) => OVER_CURRENT.test(text)) };
  },
};

/** 47: Windows took it off because it drew too much ("Error codes in Device Manager in Windows"). */
const windows: Probe<Reading> = {
  async read(tools) {
    const rows = await powershellRows(
      tools,
      'Get-CimInstance Win32_PnPEntity -Filter "PNPClass=\'USB\' AND ConfigManagerErrorCode<>0" | Select-Object ConfigManagerErrorCode',
      z.object({ ConfigManagerErrorCode: z.int() }),
      { limitMs: 9000 },
    );
    return { count: rows.length, overCurrent: rows.some(({ ConfigManagerErrorCode: code }) => code === 47) };
  },
};

/** Devices that do not come up on the bus, or draw too much. */
export const devUsb: Check = defineCheck({
  id: 'dev.usb',
  lane: 'commands',
  privacy: 'P1',
  profiles: [],
  reading,
  probes: { linux, windows },
  judge({ count, overCurrent }, { warn = 0, fail = 0 }) {
    return {
      status: count >= fail ? 'fail' : count >= warn ? 'warn' : 'pass',
      evidence: [figure('count', count, 'count', { limit: warn }), figure('overCurrent', overCurrent, 'yes-no')],
    };
  },
  article: 'usb',
});
