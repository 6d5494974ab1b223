import { z } from 'zod';
import { type Check, defineCheck, figure, over, type Probe } from '../check.ts';
import { understood } from '../parse/answers.ts';
import { powershellRows } from '../parse/json.ts';
import { ProbeFailure } from '../tools.ts';

const DAY_MS = 86_400_000;

/** Of the last one; null where there never was one. */
const reading = z.strictObject({ days: z.number().min(0).nullable() });
type Reading = z.infer<typeof reading>;

/** File History notes up to when files are safe, as FILETIME; where it was never set up there is no such value. */
const windows: Probe<Reading> = {
  async read(tools) {
    const expression =
      "$t = (Get-ItemProperty 'HKCU:\\Software\\Microsoft\\Windows\\CurrentVersion\\FileHistory' -ErrorAction SilentlyContinue).ProtectedUpToTime; [pscustomobject]@{ Days = if ($t) { ((Get-Date) - [datetime]::FromFileTime($t)).TotalDays } else { $null } }";
    const row = z.object({ Days: z.number().nullable() });
    const { Days } = understood((await powershellRows(tools, `& { ${expression} }`, row))[0], 'FileHistory');
    return { days: Days === null ? null : Math.max(0, Days) };
  },
};

/** tmutil(8): the path of the last one ends with when it was made, `2026-11-20-101500.backup`. */
const macos: Probe<Reading> = {
  async read(tools) {
    const { stdout, stderr, exitCode } = await tools.run('tmutil', ['latestbackup'], { exitCodes: [0, 1, 2] });
    const said = `${stdout}${stderr}`;
    if (exitCode !== 0 || stdout.trim() === '') {
      if (/full disk access/iu.test(said)) throw new ProbeFailure('denied', 'tmutil');
      if (/no (machine directory|backups|destinations)|unable to locate/iu.test(said)) return { days: null };
      throw new ProbeFailure('parse', 'tmutil');
    }
    const [, year, month, day, hour, minute] = understood(/(\d{4})-(\d\d)-(\d\d)-(\d\d)(\d\d)\d\d/u.exec(stdout), 'tmutil');
    const at = new Date(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute)).getTime();
    return { days: Math.max(0, (tools.now() - at) / DAY_MS) };
  },
};

/** When the person's files were last copied elsewhere. Linux has too many ways of it for an answer. */
export const appBackup: Check = defineCheck({
  id: 'app.backup',
  lane: 'commands',
  privacy: 'P1',
  profiles: [],
  reading,
  probes: { windows, macos },
  judge({ days }, { warnDays }) {
    if (days === null) return { status: 'fail', evidence: [figure('days', 'never', 'text')] };
    return { status: over(days, { warn: warnDays }), evidence: [figure('days', days, 'days', { limit: warnDays ?? null })] };
  },
  article: 'backup',
});
