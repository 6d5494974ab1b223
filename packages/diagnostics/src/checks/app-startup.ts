import { z } from 'zod';
import { type Check, defineCheck, figure, over, type Probe } from '../check.ts';
import { powershellRows } from '../parse/json.ts';
import type { ProbeTools } from '../tools.ts';

const MAX_NAMED = 60;

const item = z.strictObject({
  name: z.string().max(200),
  /** It fetches and runs what somebody put on the web: `regsvr32` with an address. */
  suspicious: z.boolean(),
});
const reading = z.strictObject({ items: z.array(item).max(500) });
type Reading = z.infer<typeof reading>;

const SUSPICIOUS = /regsvr32.*https?:/iu;

/**
 * Autostart specification of freedesktop.org: the user's folder comes before the system's, and `Hidden` takes one out.
 * `NoDisplay` marks what nobody is meant to see or choose: the parts of the desktop itself, dozens of them.
 */
const linux: Probe<Reading> = {
  async read(tools) {
    const items = new Map<string, boolean>();
    for (const folder of ['/etc/xdg/autostart', `${tools.home}/.config/autostart`]) {
      for (const file of (await tools.list(folder)).filter((name) => name.endsWith('.desktop')).slice(0, 250)) {
        const text = (await tools.readText(`${folder}/${file}`)) ?? '';
        const suspicious = SUSPICIOUS.test(text);
        const isOff = /^(Hidden=true|X-GNOME-Autostart-enabled=false)\s*$/imu.test(text);
        if (isOff || (!suspicious && /^NoDisplay=true\s*$/imu.test(text))) items.delete(file);
        else items.set(file, suspicious);
      }
    }
    return {
      items: [...items].map(([file, suspicious]) => ({ name: file.replace(/\.desktop$/u, '').slice(0, 200), suspicious })),
    };
  },
};

/** Run keys and start-up folders, of all and of the user. */
const windows: Probe<Reading> = {
  async read(tools) {
    const rows = await powershellRows(
      tools,
      'Get-CimInstance Win32_StartupCommand | Select-Object Name,Command',
      z.object({ Name: z.string(), Command: z.string().nullable() }),
    );
    return {
      items: rows
        .slice(0, 500)
        .map(({ Name, Command }) => ({ name: Name.slice(0, 200), suspicious: SUSPICIOUS.test(Command ?? '') })),
    };
  },
};

/** Agents of the user and of all users; those of the system itself live elsewhere. */
const macos: Probe<Reading> = {
  async read(tools) {
    const names = await agentsIn(tools, ['/Library/LaunchAgents', `${tools.home}/Library/LaunchAgents`]);
    return { items: names.slice(0, 500).map((name) => ({ name: name.slice(0, 200), suspicious: false })) };
  },
};

async function agentsIn(tools: ProbeTools, folders: readonly string[]): Promise<readonly string[]> {
  const names = await Promise.all(folders.map((folder) => tools.list(folder)));
  return names.flat().flatMap((name) => /^(.+)\.plist$/u.exec(name)?.[1] ?? []);
}

/** What starts with the computer without being asked. */
export const appStartup: Check = defineCheck({
  id: 'app.startup',
  lane: 'commands',
  privacy: 'P2',
  profiles: ['quick', 'security'],
  reading,
  probes: { linux, windows, macos },
  judge({ items }, { warn }) {
    const suspicious = items.filter((one) => one.suspicious);
    const named = [...suspicious, ...items.filter((one) => !one.suspicious)];
    return {
      status: suspicious.length > 0 ? 'fail' : over(items.length, { warn }),
      evidence: [
        figure('count', items.length, 'count', { limit: warn ?? null }),
        ...named.slice(0, MAX_NAMED).map(({ name, suspicious: bad }) => figure('suspicious', bad, 'yes-no', { subject: name })),
      ],
    };
  },
  article: 'startup',
  fix: 'startup-items',
});
