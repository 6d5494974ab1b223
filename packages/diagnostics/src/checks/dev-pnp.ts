import { z } from 'zod';
import { type Check, defineCheck, figure, type Probe, worst } from '../check.ts';
import { powershellRows } from '../parse/json.ts';

const device = z.strictObject({ name: z.string().max(256), code: z.int().min(1).max(100) });
const reading = z.strictObject({ devices: z.array(device).max(500) });
type Reading = z.infer<typeof reading>;

/**
 * ConfigManagerErrorCode ("Error codes in Device Manager in Windows", Microsoft): 22 was disabled by somebody, 28 has no
 * driver, 10 could not start, 31 does not work, 43 reported a fault. 45 is a device that is not plugged in.
 */
const STATUS: Readonly<Record<number, 'fail' | 'info'>> = { 10: 'fail', 31: 'fail', 43: 'fail', 22: 'info', 45: 'info' };

const windows: Probe<Reading> = {
  async read(tools) {
    const rows = await powershellRows(
      tools,
      "Get-CimInstance Win32_PnPEntity -Filter 'ConfigManagerErrorCode<>0' | Select-Object Name,ConfigManagerErrorCode",
      z.object({ Name: z.string().nullable(), ConfigManagerErrorCode: z.int().min(1).max(100) }),
      { limitMs: 9000 },
    );
    return {
      devices: rows.slice(0, 500).map((row) => ({ name: (row.Name ?? '').slice(0, 256), code: row.ConfigManagerErrorCode })),
    };
  },
};

/** Devices that Windows itself marks as faulty. */
export const devPnp: Check = defineCheck({
  id: 'dev.pnp',
  lane: 'commands',
  privacy: 'P1',
  profiles: [],
  reading,
  probes: { windows },
  judge({ devices }) {
    const judged = devices.map((one) => ({ ...one, status: STATUS[one.code] ?? ('warn' as const) }));
    const worstFirst = (['fail', 'warn', 'info'] as const).flatMap((status) => judged.filter((one) => one.status === status));
    return {
      status: worst(judged.map(({ status }) => status)),
      evidence: [
        figure('count', devices.length, 'count'),
        ...worstFirst.slice(0, 60).map(({ name, code }) => figure('code', code, 'count', { subject: name })),
      ],
    };
  },
  article: 'driver',
});
