import { z } from 'zod';
import { type Check, defineCheck, figure, type Probe } from '../check.ts';
import { powershellRows } from '../parse/json.ts';
import { modifiedAt } from '../parse/modified.ts';
import { ProbeFailure, type ProbeTools } from '../tools.ts';

const DAY_MS = 86_400_000;
/** Such lists take apt 5 s on the machine this was written on, and Windows longer. */
const LIMIT_MS = 22_000;
const MAX_BYTES = 4 * 1024 * 1024;

const reading = z.strictObject({
  count: z.int().min(0),
  security: z.int().min(0),
  /** Of the security update that waits longest; null where the system does not tell. */
  oldestDays: z.number().nullable(),
  /** Since the machine last asked what there is. */
  askedDays: z.number().min(0).nullable(),
});
type Reading = z.infer<typeof reading>;

const linux: Probe<Reading> = {
  async read(tools) {
    const programs = await tools.list('/usr/bin');
    if (programs.includes('apt-get')) return apt(tools);
    if (programs.includes('dnf')) return dnf(tools);
    throw new ProbeFailure('unsupported', 'no package manager that is known here');
  },
};

const APT_LISTS = '/var/lib/apt/lists';

/** `Inst NAME [OLD] (NEW ORIGIN, ORIGIN [ARCH])`; security updates come from an archive that says so in its name. */
async function apt(tools: ProbeTools): Promise<Reading> {
  if (!(await tools.list(APT_LISTS)).some((name) => /_Packages(\.\w+)?$/u.test(name))) {
    throw new ProbeFailure('unsupported', 'apt has no lists');
  }
  const args = ['-s', '-q', '-o', 'Debug::NoLocking=1', 'dist-upgrade'];
  const { stdout } = await tools.run('apt-get', args, { limitMs: LIMIT_MS, maxBytes: MAX_BYTES });
  if (!/^\d+ upgraded, \d+ newly installed/mu.test(stdout)) throw new ProbeFailure('parse', 'apt-get');
  const updates = stdout.split('\n').filter((line) => /^Inst \S+ \[/u.test(line));
  const asked = await modifiedAt(tools, APT_LISTS);
  return {
    count: updates.length,
    security: updates.filter((line) => /-security/iu.test(line)).length,
    oldestDays: null,
    askedDays: asked === undefined ? null : Math.max(0, (tools.now() - asked) / DAY_MS),
  };
}

/**
 * From what dnf has at hand (`-C`); 100 is its answer where there are updates. Lists: `NAME.ARCH VERSION REPOSITORY`. What
 * belongs to a command stands behind it: dnf 5 takes it nowhere else (dnf5-changes-from-dnf4(7), global options scoping).
 */
async function dnf(tools: ProbeTools): Promise<Reading> {
  const options = { limitMs: LIMIT_MS, maxBytes: MAX_BYTES, exitCodes: [0, 100] };
  const rows = (text: string) => {
    const lines = (text.split(/\nObsoleting packages/iu)[0] ?? '').split('\n').filter((line) => /\S/u.test(line));
    if (lines.some((line) => !/^\S+\.\w+\s+\S+\s+\S+\s*$/u.test(line))) throw new ProbeFailure('parse', 'dnf');
    return lines.length;
  };
  const all = await tools.run('dnf', ['-q', '-C', 'check-update'], options);
  const security = await tools.run('dnf', ['-q', '-C', 'check-update', '--security'], options);
  return { count: rows(all.stdout), security: rows(security.stdout), oldestDays: null, askedDays: null };
}

const update = z.object({ Security: z.boolean(), Days: z.number() });

/** What Windows found when it last looked (`Online = $false`). The category is the one documented for security updates. */
const windows: Probe<Reading> = {
  async read(tools) {
    const expression = [
      '$s = (New-Object -ComObject Microsoft.Update.Session).CreateUpdateSearcher()',
      '$s.Online = $false',
      "foreach ($u in $s.Search('IsInstalled=0 and IsHidden=0').Updates) { [pscustomobject]@{ Security = [bool]$u.MsrcSeverity -or @($u.Categories | Where-Object { $_.CategoryID -eq '0fa1201d-4330-4fa8-8ae9-b877473b6441' }).Count -gt 0; Days = [int]((Get-Date) - $u.LastDeploymentChangeTime).TotalDays } }",
    ].join('; ');
    const updates = await powershellRows(tools, `& { ${expression} }`, update, { limitMs: LIMIT_MS });
    const security = updates.filter(({ Security }) => Security);
    return {
      count: updates.length,
      security: security.length,
      oldestDays: security.length === 0 ? null : Math.max(...security.map(({ Days }) => Days)),
      askedDays: null,
    };
  },
};

/** softwareupdate(8), without a new search. What Apple recommends has its security updates. */
const macos: Probe<Reading> = {
  async read(tools) {
    const { stdout, stderr } = await tools.run('softwareupdate', ['--list', '--no-scan'], { limitMs: LIMIT_MS });
    const labels = stdout.match(/^\* Label: /gmu)?.length ?? 0;
    if (labels === 0 && !`${stdout}${stderr}`.includes('No new software available')) {
      throw new ProbeFailure('parse', 'softwareupdate');
    }
    const security = stdout.match(/Recommended: YES/gu)?.length ?? 0;
    return { count: labels, security, oldestDays: null, askedDays: null };
  },
};

/** Security updates that wait to be installed. */
export const osUpdates: Check = defineCheck({
  id: 'os.updates',
  lane: 'slow',
  privacy: 'P1',
  profiles: ['security'],
  reading,
  probes: { linux, windows, macos },
  judge({ count, security, oldestDays, askedDays }, { failDays = 0, askedDays: maxAskedDays = 0 }) {
    const evidence = [
      figure('count', security, 'count', { limit: 0 }),
      figure('all', count, 'count'),
      ...(oldestDays === null ? [] : [figure('oldest', Math.floor(oldestDays), 'days', { limit: failDays })]),
      ...(askedDays === null ? [] : [figure('asked', Math.floor(askedDays), 'days', { limit: maxAskedDays })]),
    ];
    if (oldestDays !== null && oldestDays > failDays) return { status: 'fail', evidence };
    if (security > 0) return { status: 'warn', evidence };
    return askedDays !== null && askedDays > maxAskedDays
      ? { status: 'warn', text: 'stale', evidence }
      : { status: 'pass', evidence };
  },
  article: 'update',
});
