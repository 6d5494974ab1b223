import { z } from 'zod';
import { type Check, defineCheck, figure, NONE_PRESENT, type Probe } from '../check.ts';
import { powershellRows } from '../parse/json.ts';
import { modifiedAt } from '../parse/modified.ts';
import { ProbeFailure } from '../tools.ts';

const DAY_MS = 86_400_000;

const product = z.strictObject({
  name: z.string().max(120),
  /** null where the system names it, but not whether it works. */
  on: z.boolean().nullable(),
  /** Age of what it knows of malware. */
  signatureDays: z.number().min(0).nullable(),
  /** Its maker brings news less often than every few days. */
  slow: z.boolean(),
});
const reading = z.strictObject({ products: z.array(product).max(16) });
type Reading = z.infer<typeof reading>;

/** ClamAV keeps the daily signatures in one of two files: fetched whole (cvd) or brought up to date (cld). */
const CLAMAV = ['/var/lib/clamav/daily.cld', '/var/lib/clamav/daily.cvd'];

/** Linux has no scanner of its own; most have none. */
const linux: Probe<Reading> = {
  async read(tools) {
    const programs = [...(await tools.list('/usr/bin')), ...(await tools.list('/usr/sbin'))];
    if (!programs.some((name) => name === 'clamscan' || name === 'clamd')) return NONE_PRESENT;
    const written = (await Promise.all(CLAMAV.map((path) => modifiedAt(tools, path)))).filter((at) => at !== undefined);
    const signatureDays = written.length === 0 ? null : Math.max(0, (tools.now() - Math.max(...written)) / DAY_MS);
    // Without signatures it finds nothing.
    return { products: [{ name: 'ClamAV', on: signatureDays !== null, signatureDays, slow: false }] };
  },
};

const defender = z.object({
  Name: z.string(),
  On: z.boolean().nullable(),
  Age: z.number().nullable(),
});

/**
 * Defender tells of itself. Of others, Windows keeps `productState`, whose bits its makers do not document and tools read
 * differently, so that those are named without a verdict.
 */
const windows: Probe<Reading> = {
  async read(tools) {
    const expression = [
      '$d = Get-MpComputerStatus -ErrorAction SilentlyContinue',
      "if ($d) { [pscustomobject]@{ Name = 'Microsoft Defender'; On = [bool]($d.AntivirusEnabled -and $d.RealTimeProtectionEnabled); Age = [int]$d.AntivirusSignatureAge } }",
      "Get-CimInstance -Namespace root/SecurityCenter2 AntiVirusProduct -ErrorAction SilentlyContinue | Where-Object { $_.displayName -notmatch 'Defender' } | ForEach-Object { [pscustomobject]@{ Name = $_.displayName; On = $null; Age = $null } }",
    ].join('; ');
    const rows = await powershellRows(tools, `& { ${expression} }`, defender, { limitMs: 9000 });
    return {
      products: rows.slice(0, 16).map(({ Name, On, Age }) => ({
        name: Name.slice(0, 120),
        on: On,
        // 65535: there are none yet.
        signatureDays: Age,
        slow: false,
      })),
    };
  },
};

const XPROTECT = '/Library/Apple/System/Library/CoreServices/XProtect.bundle/Contents/Info.plist';

/** XProtect is part of the system and is always on; its signatures are as old as their file. */
const macos: Probe<Reading> = {
  async read(tools) {
    const written = await modifiedAt(tools, XPROTECT);
    if (written === undefined) throw new ProbeFailure('unsupported', 'XProtect');
    return {
      products: [{ name: 'XProtect', on: true, signatureDays: Math.max(0, (tools.now() - written) / DAY_MS), slow: true }],
    };
  },
};

/** A scanner for malware that is on and current. */
export const secAv: Check = defineCheck({
  id: 'sec.av',
  lane: 'commands',
  privacy: 'P1',
  profiles: ['security'],
  reading,
  probes: { linux, windows, macos },
  judge({ products }, { warnDays = 0, slowDays = 0 }) {
    const working = products.filter(({ on }) => on === true);
    const unsure = products.filter(({ on }) => on === null);
    const old = (one: Reading['products'][number]) => (one.signatureDays ?? 0) > (one.slow ? slowDays : warnDays);
    const stale = working.length > 0 && working.every(old);
    const evidence = [...working, ...products.filter((one) => !working.includes(one))].flatMap(({ name, on, signatureDays }) => [
      figure('works', on === null ? 'not told' : on, on === null ? 'text' : 'yes-no', { subject: name }),
      ...(signatureDays === null
        ? []
        : [figure('signatures', Math.floor(signatureDays), 'days', { subject: name, limit: warnDays })]),
    ]);
    if (products.length === 0) return { status: 'fail', text: 'missing', evidence: [figure('works', false, 'yes-no')] };
    if (working.length > 0) return { status: stale ? 'warn' : 'pass', evidence };
    return unsure.length > 0
      ? { status: 'info', evidence: evidence.filter(({ subject }) => unsure.some(({ name }) => name === subject)) }
      : { status: 'fail', evidence };
  },
  article: 'antivirus',
});
