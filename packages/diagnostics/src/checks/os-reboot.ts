import { z } from 'zod';
import { type Check, defineCheck, figure, over, type Probe } from '../check.ts';
import { powershellRows } from '../parse/json.ts';
import { modifiedAt } from '../parse/modified.ts';
import { ProbeFailure, type ProbeTools } from '../tools.ts';

const DAY_MS = 86_400_000;

/** `seconds` since it is known to wait; null where the system does not tell. */
const reading = z.strictObject({ waits: z.boolean(), seconds: z.number().min(0).nullable() });
type Reading = z.infer<typeof reading>;

/** Written by Debian's and Ubuntu's packages when they need a restart. */
const MARK = '/run/reboot-required';
/** Writes the mark; where it is not there, a missing mark says nothing. */
const MARKER = 'notify-reboot-required';

const linux: Probe<Reading> = {
  async read(tools) {
    const marked = await modifiedAt(tools, MARK);
    if (marked !== undefined) return { waits: true, seconds: Math.max(0, (tools.now() - marked) / 1000) };
    if ((await tools.list('/usr/share/update-notifier')).includes(MARKER)) return { waits: false, seconds: null };
    return { waits: await newerKernelWaits(tools), seconds: null };
  },
};

/** A kernel newer than the running one is installed. Kernels that are not this system's own (a container's) tell nothing. */
async function newerKernelWaits(tools: ProbeTools): Promise<boolean> {
  const running = ((await tools.readText('/proc/sys/kernel/osrelease')) ?? '').trim();
  const installed = (await tools.list('/boot')).flatMap((name) => /^vmlinuz-(\d.*)$/u.exec(name)?.[1] ?? []);
  if (!installed.includes(running)) throw new ProbeFailure('unsupported', 'kernels');
  const newest = installed.sort(new Intl.Collator('en', { numeric: true }).compare).at(-1);
  return newest !== running;
}

const KEYS = {
  servicing: 'HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Component Based Servicing\\RebootPending',
  update: 'HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\WindowsUpdate\\Auto Update\\RebootRequired',
  session: 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\Session Manager',
  names: 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\ComputerName',
};

const windows: Probe<Reading> = {
  async read(tools) {
    const rows = await powershellRows(
      tools,
      [
        `Test-Path '${KEYS.servicing}'`,
        `Test-Path '${KEYS.update}'`,
        `[bool](Get-ItemProperty '${KEYS.session}' -Name PendingFileRenameOperations -ErrorAction SilentlyContinue)`,
        `(Get-ItemProperty '${KEYS.names}\\ActiveComputerName').ComputerName -ne (Get-ItemProperty '${KEYS.names}\\ComputerName').ComputerName`,
      ].join('; '),
      z.boolean(),
    );
    if (rows.length !== 4) throw new ProbeFailure('parse', 'registry');
    return { waits: rows.includes(true), seconds: null };
  },
};

/** Whether updates wait for a restart, and since when. */
export const osReboot: Check = defineCheck({
  id: 'os.reboot',
  lane: 'commands',
  privacy: 'P0',
  profiles: ['quick', 'security'],
  reading,
  probes: { linux, windows },
  judge({ waits, seconds }, { failDays = Number.POSITIVE_INFINITY }) {
    const days = seconds === null ? null : (seconds * 1000) / DAY_MS;
    const status = waits && over(days ?? 0, { fail: failDays }) === 'fail' ? 'fail' : waits ? 'warn' : 'pass';
    return {
      status,
      evidence: [
        figure('waits', waits, 'yes-no'),
        ...(days === null ? [] : [figure('days', Math.floor(days), 'days', { limit: failDays })]),
      ],
    };
  },
  article: 'restart',
});
