import { z } from 'zod';
import { type Check, defineCheck, figure, type Probe } from '../check.ts';
import { END_OF_LIFE_DATE, type Product, type SupportEnd, supportOf, windowsSupportOf } from '../end-of-life.ts';
import { understood } from '../parse/answers.ts';
import { powershellRows } from '../parse/json.ts';
import { readOsRelease } from '../parse/os-release.ts';
import { ProbeFailure } from '../tools.ts';

const DAY_MS = 86_400_000;

const reading = z.strictObject({
  name: z.string().max(120),
  /** To the end of support, negative after it; null where no end is named. */
  daysLeft: z.number().nullable(),
  /** Updates go on after the end, as this machine is set up. */
  extended: z.boolean(),
});
type Reading = z.infer<typeof reading>;

/** ID of os-release(5), of makers whose names there are others than in the table. */
const PRODUCTS: Readonly<Record<string, Product>> = {
  almalinux: 'almalinux',
  alpine: 'alpine-linux',
  centos: 'centos',
  debian: 'debian',
  fedora: 'fedora',
  linuxmint: 'linuxmint',
  'opensuse-leap': 'opensuse',
  pop: 'pop-os',
  rhel: 'rhel',
  rocky: 'rocky-linux',
  ubuntu: 'ubuntu',
};

/** Written by Ubuntu's own client: whether this machine is entitled to longer maintenance. */
const UBUNTU_PRO = '/var/lib/ubuntu-advantage/status.json';

const linux: Probe<Reading> = {
  async read(tools) {
    const { id, versionId, name } = await readOsRelease(tools);
    const product = name.includes('CentOS Stream') ? 'centos-stream' : PRODUCTS[id];
    const support = product && supportOf(product, versionId);
    // Debian's longer support comes to everybody; elsewhere it has to be arranged.
    const arranged = id === 'debian' || (id === 'ubuntu' && /"attached":\s*true/u.test((await tools.readText(UBUNTU_PRO)) ?? ''));
    return known(support, arranged, tools.now());
  },
};

const VERSION_KEY = 'HKLM:\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion';
const version = z.object({ CurrentBuild: z.string().regex(/^\d+$/u), EditionID: z.string(), InstallationType: z.string() });

/** Whether longer updates were bought is not told here, so that they count for nothing. */
const windows: Probe<Reading> = {
  async read(tools) {
    const expression = `Get-ItemProperty '${VERSION_KEY}' | Select-Object CurrentBuild,EditionID,InstallationType`;
    const { CurrentBuild, EditionID, InstallationType } = understood(
      (await powershellRows(tools, expression, version))[0],
      'registry',
    );
    const about = { build: CurrentBuild, edition: EditionID, server: InstallationType.startsWith('Server') };
    return known(windowsSupportOf(about), false, tools.now());
  },
};

const macos: Probe<Reading> = {
  async read(tools) {
    const { stdout } = await tools.run('sw_vers', ['-productVersion']);
    const release = understood(/^\d+(\.\d+)*$/u.exec(stdout.trim())?.[0], 'sw_vers');
    return known(supportOf('macos', release), false, tools.now());
  },
};

function known(support: SupportEnd | undefined, arranged: boolean, now: number): Reading {
  if (support === undefined) throw new ProbeFailure('unsupported', 'not in the table');
  const { name, endsAt, extendedUntil } = support;
  return {
    name,
    daysLeft: endsAt === null ? null : (endsAt - now) / DAY_MS,
    extended: arranged && (extendedUntil ?? 0) > now,
  };
}

/** Whether the system's maker still mends it. */
export const osEol: Check = defineCheck({
  id: 'os.eol',
  lane: 'fast',
  privacy: 'P0',
  profiles: ['quick', 'security'],
  reading,
  probes: { linux, windows, macos },
  judge({ name, daysLeft, extended }, { warnDays = 0 }) {
    const evidence = [
      figure('product', name, 'text'),
      figure('table', END_OF_LIFE_DATE, 'text'),
      ...(daysLeft === null ? [] : [figure('days', Math.floor(Math.abs(daysLeft)), 'days', { limit: warnDays })]),
    ];
    if (daysLeft === null || daysLeft > warnDays) return { status: 'pass', evidence };
    if (daysLeft > 0) return { status: 'warn', evidence };
    return extended ? { status: 'warn', text: 'extended', evidence } : { status: 'fail', evidence };
  },
  article: 'upgrade',
});
