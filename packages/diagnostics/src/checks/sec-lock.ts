import { z } from 'zod';
import { type Check, defineCheck, figure, type Probe } from '../check.ts';
import { understood } from '../parse/answers.ts';
import { powershellRows } from '../parse/json.ts';
import { processNamesOf } from '../parse/process-names.ts';
import { ProbeFailure, type ProbeTools } from '../tools.ts';

/** `seconds` without a touch until the screen is locked; null: never by itself. */
const reading = z.strictObject({ seconds: z.number().min(0).nullable() });
type Reading = z.infer<typeof reading>;

/** Each desktop keeps it elsewhere, so the one that runs is asked. */
const linux: Probe<Reading> = {
  async read(tools) {
    const running = await processNamesOf(tools);
    if (running.includes('gnome-shell')) return gnome(tools);
    if (running.includes('plasmashell')) return plasma(tools);
    throw new ProbeFailure('unsupported', 'no desktop that is known here');
  },
};

/** Values of GVariant: `true`, `uint32 300`. An idle delay of 0 is never. */
async function gnome(tools: ProbeTools): Promise<Reading> {
  const get = async (schema: string, key: string) => (await tools.run('gsettings', ['get', schema, key])).stdout.trim();
  const seconds = (text: string) => Number(understood(/^uint32 (\d+)$/u.exec(text)?.[1], 'gsettings'));
  const locks = await get('org.gnome.desktop.screensaver', 'lock-enabled');
  if (locks !== 'true' && locks !== 'false') throw new ProbeFailure('parse', 'gsettings');
  const idle = seconds(await get('org.gnome.desktop.session', 'idle-delay'));
  const delay = seconds(await get('org.gnome.desktop.screensaver', 'lock-delay'));
  return { seconds: locks === 'true' && idle > 0 ? idle + delay : null };
}

/** kscreenlocker: `[Daemon]` with Autolock (default true) and Timeout in minutes (default 5). */
async function plasma(tools: ProbeTools): Promise<Reading> {
  const text = (await tools.readText(`${tools.home}/.config/kscreenlockerrc`)) ?? '';
  const daemon = /^\[Daemon\]$([^[]*)/mu.exec(text)?.[1] ?? '';
  const value = (key: string) => new RegExp(`^${key}=(.*)$`, 'mu').exec(daemon)?.[1];
  const minutes = understood(Number(value('Timeout') ?? 5), 'kscreenlockerrc');
  return { seconds: value('Autolock') === 'false' || minutes === 0 ? null : minutes * 60 };
}

const settings = z.object({
  Limit: z.number().nullable(),
  Active: z.string().nullable(),
  Secure: z.string().nullable(),
  Timeout: z.string().regex(/^\d+$/u).nullable(),
});

/** The policy for all (seconds; 0 or nothing is none), or the user's own screen saver with a password. */
const windows: Probe<Reading> = {
  async read(tools) {
    const expression = [
      "$p = Get-ItemProperty 'HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System'",
      "$d = Get-ItemProperty 'HKCU:\\Control Panel\\Desktop'",
      '[pscustomobject]@{ Limit = $p.InactivityTimeoutSecs; Active = $d.ScreenSaveActive; Secure = $d.ScreenSaverIsSecure; Timeout = $d.ScreenSaveTimeOut }',
    ].join('; ');
    const row = understood((await powershellRows(tools, `& { ${expression} }`, settings))[0], 'registry');
    const saver = row.Active === '1' && row.Secure === '1' && row.Timeout !== null ? [Number(row.Timeout)] : [];
    const limits = [...(row.Limit !== null && row.Limit > 0 ? [row.Limit] : []), ...saver];
    return { seconds: limits.length === 0 ? null : Math.min(...limits) };
  },
};

/** sysadminctl answers on stderr: `screenLock is off`, `screenLock delay is immediate`, `… is 300 seconds`. */
const macos: Probe<Reading> = {
  async read(tools) {
    const { stdout, stderr } = await tools.run('sysadminctl', ['-screenLock', 'status']);
    const [, off, immediate, after] =
      /screenLock (?:is (off)|delay is (?:(immediate)|(\d+) seconds))/u.exec(`${stdout}${stderr}`) ?? [];
    if (off) return { seconds: null };
    const delay = immediate ? 0 : Number(understood(after, 'sysadminctl'));
    const power = await tools.run('pmset', ['-g']);
    const minutes = Number(understood(/^\s*displaysleep\s+(\d+)/mu.exec(power.stdout)?.[1], 'pmset'));
    return { seconds: minutes === 0 ? null : minutes * 60 + delay };
  },
};

/** Whether the screen is locked when nobody is there. */
export const secLock: Check = defineCheck({
  id: 'sec.lock',
  lane: 'commands',
  privacy: 'P0',
  profiles: ['security'],
  reading,
  probes: { linux, windows, macos },
  judge({ seconds }, { warnSeconds = 0 }) {
    if (seconds === null)
      return { status: 'warn', text: 'off', evidence: [figure('after', 'never', 'text', { limit: warnSeconds })] };
    const status = seconds > warnSeconds ? 'warn' : 'pass';
    return { status, evidence: [figure('after', seconds, 'seconds', { limit: warnSeconds })] };
  },
  article: 'lock',
});
