import { z } from 'zod';
import { type Check, defineCheck, figure, type Probe } from '../check.ts';
import { needsSystemd } from '../parse/answers.ts';
import { powershellRows } from '../parse/json.ts';
import { ProbeFailure, type ProbeTools } from '../tools.ts';

const service = z.strictObject({ name: z.string().max(256), scope: z.enum(['system', 'user']) });
const reading = z.strictObject({ failed: z.array(service).max(200) });
type Reading = z.infer<typeof reading>;

/** Without these a person cannot print, hear, reach the network, update or be safe from malware. */
const CRITICAL = new Set(
  [
    ['cups.service', 'pipewire.service', 'pulseaudio.service', 'wireplumber.service'],
    ['NetworkManager.service', 'systemd-networkd.service', 'systemd-resolved.service', 'dhcpcd.service'],
    ['unattended-upgrades.service', 'apt-daily-upgrade.service', 'dnf-automatic.service', 'clamav-daemon.service'],
    ['clamav-freshclam.service'],
    ['Spooler', 'Audiosrv', 'AudioEndpointBuilder', 'Dhcp', 'Dnscache', 'NlaSvc', 'wuauserv', 'WinDefend', 'mpssvc'],
  ].flat(),
);

const linux: Probe<Reading> = {
  async read(tools) {
    await needsSystemd(tools);
    const system = await failedUnits(tools, 'system');
    return { failed: [...system, ...(await failedOfUser(tools))] };
  },
};

/** `UNIT LOAD ACTIVE SUB DESCRIPTION`; nothing at all where none failed. */
async function failedUnits(tools: ProbeTools, scope: 'system' | 'user'): Promise<Reading['failed']> {
  const args = [`--${scope}`, 'list-units', '--type=service', '--state=failed', '--plain', '--no-legend', '--no-pager'];
  const { stdout } = await tools.run('systemctl', args);
  return stdout
    .split('\n')
    .filter((line) => /\S/u.test(line))
    .slice(0, 100)
    .map((line) => {
      const name = /^(\S+\.service)\s+\S+\s+failed\s/u.exec(line)?.[1];
      if (name === undefined) throw new ProbeFailure('parse', 'systemctl');
      return { name, scope };
    });
}

/** A session without a user manager (a login over ssh, a root shell) has no services of its own. */
async function failedOfUser(tools: ProbeTools): Promise<Reading['failed']> {
  try {
    return await failedUnits(tools, 'user');
  } catch (error) {
    if (error instanceof ProbeFailure && error.reason === 'failed') return [];
    throw error;
  }
}

/**
 * Those that start by themselves and are not there. Trigger-started ones come and go, an exit code of 0 is a service that
 * had nothing to do, and 1077 one that was not needed since the start.
 */
const windows: Probe<Reading> = {
  async read(tools) {
    const expression =
      'Get-CimInstance Win32_Service -Filter "StartMode=\'Auto\' AND State<>\'Running\'" | Where-Object { -not (Test-Path "HKLM:\\SYSTEM\\CurrentControlSet\\Services\\$($_.Name)\\TriggerInfo") } | Select-Object Name,ExitCode';
    const stopped = await powershellRows(tools, expression, z.object({ Name: z.string(), ExitCode: z.number() }));
    return {
      failed: stopped
        .filter(({ Name, ExitCode }) => (ExitCode !== 0 && ExitCode !== 1077) || CRITICAL.has(Name))
        .slice(0, 200)
        .map(({ Name }) => ({ name: Name, scope: 'system' as const })),
    };
  },
};

/** `PID STATUS LABEL`: no process and a status that is not 0. The system's own end so in daily use, and say nothing. */
const macos: Probe<Reading> = {
  async read(tools) {
    const { stdout } = await tools.run('launchctl', ['list']);
    const [head = '', ...lines] = stdout.trim().split('\n');
    if (!/^PID\s+Status\s+Label$/u.test(head)) throw new ProbeFailure('parse', 'launchctl');
    const failed = lines.flatMap((line) => /^-\s+(?!0\s)-?\d+\s+(\S+)$/u.exec(line)?.[1] ?? []);
    return {
      failed: failed
        .filter((label) => !label.startsWith('com.apple.') && !label.startsWith('application.'))
        .slice(0, 200)
        .map((name) => ({ name, scope: 'user' as const })),
    };
  },
};

/** Services that should run and do not. */
export const svcFailed: Check = defineCheck({
  id: 'svc.failed',
  lane: 'commands',
  privacy: 'P1',
  profiles: ['quick'],
  reading,
  probes: { linux, windows, macos },
  judge({ failed }) {
    const critical = failed.filter(({ name }) => CRITICAL.has(name));
    const worstFirst = [...critical, ...failed.filter((one) => !critical.includes(one))];
    return {
      status: critical.length > 0 ? 'fail' : failed.length > 0 ? 'warn' : 'pass',
      evidence: [
        figure('count', failed.length, 'count', { limit: 0 }),
        ...worstFirst.slice(0, 60).map(({ name, scope }) => figure('scope', scope, 'text', { subject: name })),
      ],
    };
  },
  article: 'service',
  fix: 'restart-service',
});
