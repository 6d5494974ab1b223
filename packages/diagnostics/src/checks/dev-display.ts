import { z } from 'zod';
import { type Check, defineCheck, figure, NONE_PRESENT, type Probe } from '../check.ts';

const display = z.strictObject({ width: z.int().min(0).nullable(), height: z.int().min(0).nullable() });
const reading = z.strictObject({ displays: z.array(display).max(16) });
type Reading = z.infer<typeof reading>;

/** Sockets of the graphics cards (`card0-HDMI-A-1`) and what is plugged into them; the first mode is the screen's own. */
const linux: Probe<Reading> = {
  async read(tools) {
    const sockets = (await tools.list('/sys/class/drm')).filter((name) => /^card\d+-/u.test(name)).slice(0, 32);
    if (sockets.length === 0) return NONE_PRESENT;
    const displays: Reading['displays'] = [];
    for (const socket of sockets) {
      const folder = `/sys/class/drm/${socket}`;
      if (((await tools.readText(`${folder}/status`)) ?? '').trim() !== 'connected') continue;
      const [, width, height] = /^(\d+)x(\d+)/u.exec((await tools.readText(`${folder}/modes`)) ?? '') ?? [];
      displays.push({ width: width ? Number(width) : null, height: height ? Number(height) : null });
    }
    return { displays: displays.slice(0, 16) };
  },
};

const others: Probe<Reading> = {
  async read(tools) {
    const { controllers, displays } = await tools.information.graphics();
    if (controllers.length === 0 && displays.length === 0) return NONE_PRESENT;
    return {
      displays: displays.slice(0, 16).map(({ currentResX, currentResY }) => ({ width: currentResX, height: currentResY })),
    };
  },
};

/** Screens that the computer sees. */
export const devDisplay: Check = defineCheck({
  id: 'dev.display',
  lane: 'commands',
  privacy: 'P0',
  profiles: [],
  reading,
  probes: { linux, windows: others, macos: others },
  judge: ({ displays }) => ({
    status: displays.length > 0 ? 'pass' : 'warn',
    evidence: [
      figure('count', displays.length, 'count'),
      ...displays.flatMap(({ width, height }) => (width && height ? [figure('resolution', `${width} × ${height}`, 'text')] : [])),
    ],
  }),
  article: 'display',
});
