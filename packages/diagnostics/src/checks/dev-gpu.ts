import { z } from 'zod';
import { type Check, defineCheck, figure, NONE_PRESENT, over, type Probe, worst } from '../check.ts';
import { powershellRows } from '../parse/json.ts';

const adapter = z.strictObject({
  /** A driver that can show a picture on any card, and no more. */
  basic: z.boolean(),
  /** Of the driver; null where it comes with the system. */
  driverDays: z.number().min(0).nullable(),
});
const reading = z.strictObject({ adapters: z.array(adapter).min(1).max(16) });
type Reading = z.infer<typeof reading>;

/** Drivers of the kernel for a picture that the firmware set up (drivers/video/fbdev, drivers/gpu/drm/tiny). */
const BASIC = /^(simpledrm|simple-framebuffer|efifb|efi-framebuffer|vesafb|vesa-framebuffer|ofdrm)$/u;

/** A card or a picture without one: each is a `cardN` of the kernel, whose `uevent` names the driver. */
const linux: Probe<Reading> = {
  async read(tools) {
    const cards = (await tools.list('/sys/class/drm')).filter((name) => /^card\d+$/u.test(name)).slice(0, 16);
    if (cards.length === 0) return NONE_PRESENT;
    const drivers = await Promise.all(
      cards.map(
        async (card) => /^DRIVER=(.+)$/mu.exec((await tools.readText(`/sys/class/drm/${card}/device/uevent`)) ?? '')?.[1],
      ),
    );
    return { adapters: drivers.map((driver) => ({ basic: BASIC.test(driver ?? ''), driverDays: null })) };
  },
};

const windows: Probe<Reading> = {
  async read(tools) {
    const rows = await powershellRows(
      tools,
      'Get-CimInstance Win32_VideoController | ForEach-Object { [pscustomobject]@{ Basic = $_.Name -match "Basic Display|Basic Render"; Days = if ($_.DriverDate) { ((Get-Date) - $_.DriverDate).TotalDays } else { $null } } }',
      z.object({ Basic: z.boolean(), Days: z.number().nullable() }),
    );
    if (rows.length === 0) return NONE_PRESENT;
    return {
      adapters: rows
        .slice(0, 16)
        .map(({ Basic, Days }) => ({ basic: Basic, driverDays: Days === null ? null : Math.max(0, Days) })),
    };
  },
};

/** Drivers are part of macOS. */
const macos: Probe<Reading> = {
  async read(tools) {
    const { controllers } = await tools.information.graphics();
    return controllers.length === 0
      ? NONE_PRESENT
      : { adapters: controllers.slice(0, 16).map(() => ({ basic: false, driverDays: null })) };
  },
};

/** Whether the graphics card has a driver of its own, and a recent one. */
export const devGpu: Check = defineCheck({
  id: 'dev.gpu',
  lane: 'commands',
  privacy: 'P0',
  profiles: [],
  reading,
  probes: { linux, windows, macos },
  judge({ adapters }, { warnDays }) {
    const basic = adapters.some((one) => one.basic);
    const oldest = Math.max(...adapters.map(({ driverDays }) => driverDays ?? 0));
    return {
      status: worst([basic ? 'fail' : 'pass', over(oldest, { warn: warnDays })]),
      evidence: [
        figure('adapters', adapters.length, 'count'),
        figure('basic', basic, 'yes-no'),
        ...(oldest > 0 ? [figure('age', Math.floor(oldest), 'days', { limit: warnDays ?? null })] : []),
      ],
    };
  },
  article: 'driver',
});
