import { z } from 'zod';
import { type Check, defineCheck, figure, type Probe } from '../check.ts';
import { understood } from '../parse/answers.ts';
import { powershellRows } from '../parse/json.ts';
import { ProbeFailure, type ProbeTools } from '../tools.ts';

const reading = z.strictObject({ on: z.boolean() });
type Reading = z.infer<typeof reading>;

const linux: Probe<Reading> = {
  async read(tools) {
    const programs = await tools.list('/usr/bin');
    if (programs.includes('apt-config')) return { on: programs.includes('unattended-upgrade') && (await periodic(tools)) };
    const automatic = await tools.readText('/etc/dnf/automatic.conf');
    if (automatic !== undefined) return { on: /^\s*apply_updates\s*=\s*(yes|true|1)\s*$/imu.test(automatic) };
    if (programs.includes('dnf')) return { on: false };
    throw new ProbeFailure('unsupported', 'no package manager that is known here');
  },
};

/** `APT::Periodic::Unattended-Upgrade "1";`: every so many days; 0 or nothing is never. Once a day or so, apt asks. */
async function periodic(tools: ProbeTools): Promise<boolean> {
  const { stdout } = await tools.run('apt-config', ['dump', 'APT::Periodic']);
  if (stdout.trim() !== '' && !/^APT::Periodic/mu.test(stdout)) throw new ProbeFailure('parse', 'apt-config');
  const every = (name: string) => new RegExp(`^APT::Periodic::${name} "([^"]*)";`, 'mu').exec(stdout)?.[1] ?? '0';
  return [every('Unattended-Upgrade'), every('Update-Package-Lists')].every((days) => days !== '0' && days !== '');
}

const settings = z.object({ Level: z.number(), Policy: z.number().nullable(), Start: z.number() });

/**
 * AutomaticUpdatesNotificationLevel: 1 is off, 2 asks before it fetches (Windows Update Agent API); `NoAutoUpdate` is the
 * organisation's word; start 4 is a service that was switched off.
 */
const windows: Probe<Reading> = {
  async read(tools) {
    const policy = 'HKLM:\\SOFTWARE\\Policies\\Microsoft\\Windows\\WindowsUpdate\\AU';
    const expression = `[pscustomobject]@{ Level = [int](New-Object -ComObject Microsoft.Update.AutoUpdate).Settings.NotificationLevel; Policy = (Get-ItemProperty '${policy}' -ErrorAction SilentlyContinue).NoAutoUpdate; Start = [int](Get-Service wuauserv).StartType }`;
    const { Level, Policy, Start } = understood((await powershellRows(tools, expression, settings))[0], 'update settings');
    return { on: Level !== 1 && Level !== 2 && Policy !== 1 && Start !== 4 };
  },
};

/** Keys that are not there stand for on, as they do for the system. */
const macos: Probe<Reading> = {
  async read(tools) {
    const { stdout } = await tools.run('defaults', ['read', '/Library/Preferences/com.apple.SoftwareUpdate']);
    if (!/^\s*\{[\s\S]*\}\s*$/u.test(stdout)) throw new ProbeFailure('parse', 'defaults');
    const off = /^\s*(AutomaticCheckEnabled|AutomaticDownload|CriticalUpdateInstall) = 0;$/mu.test(stdout);
    return { on: !off };
  },
};

/** Whether the system fetches security updates by itself. */
export const osAutoupd: Check = defineCheck({
  id: 'os.autoupd',
  lane: 'commands',
  privacy: 'P0',
  profiles: ['quick', 'security'],
  reading,
  probes: { linux, windows, macos },
  judge: ({ on }) => ({ status: on ? 'pass' : 'warn', evidence: [figure('on', on, 'yes-no')] }),
  article: 'update',
});
