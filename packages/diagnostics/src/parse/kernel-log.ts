import { ProbeFailure, type ProbeTools } from '../tools.ts';
import { journalOutlivesRestart, type LogLine, missingRights, readJournal } from './journal.ts';
import { numberOf } from './json.ts';

/** syslog(2): the facility of what the kernel itself said. Programs that write to /dev/kmsg get another one. */
const KERNEL_FACILITY = 0;

interface KernelLogQuery {
  readonly sinceMinutes: number;
  readonly pattern: RegExp;
}

/**
 * What the kernel said in the last minutes that fits the pattern, oldest first: from the journal, else from its ring
 * buffer, which begins at the last start at the earliest. Throws `needs_elevation` where neither may be read.
 */
export async function readKernelLog(tools: ProbeTools, query: KernelLogQuery): Promise<readonly LogLine[]> {
  return (await read(tools, query)).lines;
}

/** As `readKernelLog`. `minutes`: how far back the log goes of what was asked for; one in memory begins at the last start. */
export async function readOldKernelLog(
  tools: ProbeTools,
  query: KernelLogQuery,
): Promise<{ readonly lines: readonly LogLine[]; readonly minutes: number }> {
  const { lines, ringFrom } = await read(tools, query);
  const { sinceMinutes } = query;
  if (ringFrom !== undefined) return { lines, minutes: Math.min(sinceMinutes, Math.max(0, tools.now() - ringFrom) / 60_000) };
  if (await journalOutlivesRestart(tools)) return { lines, minutes: sinceMinutes };
  return { lines, minutes: Math.min(sinceMinutes, (await uptimeSeconds(tools)) / 60) };
}

/** `ringFrom`: when the first began of what the ring buffer still has; undefined where there is a journal. */
async function read(
  tools: ProbeTools,
  { sinceMinutes, pattern }: KernelLogQuery,
): Promise<{ readonly lines: readonly LogLine[]; readonly ringFrom: number | undefined }> {
  const journal = await readJournal(tools, { sinceMinutes, pattern, matches: ['_TRANSPORT=kernel'] });
  if (journal !== undefined) return { lines: journal, ringFrom: undefined };
  const { exitCode, stdout, stderr } = await tools.run('dmesg', ['-r'], { exitCodes: [0, 1], maxBytes: 8 * 1024 * 1024 });
  if (exitCode !== 0) {
    throw /not permitted|denied/iu.test(stderr) ? missingRights(tools, 'dmesg') : new ProbeFailure('failed', 'dmesg');
  }
  const ring = parseKernelRing(stdout, tools.now() - (await uptimeSeconds(tools)) * 1000);
  // Somebody emptied it, or it is a container's: it says nothing, and not that all is well.
  if (ring[0] === undefined) throw new ProbeFailure('unsupported', 'dmesg is empty');
  const from = tools.now() - sinceMinutes * 60_000;
  const lines = ring
    .filter(({ facility, at, text }) => facility === KERNEL_FACILITY && at >= from && pattern.test(text))
    .map(({ at, priority, text }) => ({ at, priority, text }));
  return { lines, ringFrom: ring[0].at };
}

async function uptimeSeconds(tools: ProbeTools): Promise<number> {
  return numberOf((await tools.readText('/proc/uptime'))?.split(' ')[0], '/proc/uptime');
}

/** `dmesg -r`: `<3>[14530.655813] text`, time since the start. Throws `parse` where no line is one of the kernel's. */
function parseKernelRing(text: string, bootedAt: number): readonly (LogLine & { readonly facility: number })[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const found = lines.flatMap((line) => {
    const [, mark = '', seconds = '', said = ''] = /^<(\d{1,3})>\[\s*(\d+\.\d+)\] ?(.*)$/u.exec(line) ?? [];
    if (mark === '') return [];
    const at = Math.round(bootedAt + Number(seconds) * 1000);
    return [{ at, priority: Number(mark) & 7, facility: Number(mark) >> 3, text: said }];
  });
  if (lines.length > 0 && found.length === 0) throw new ProbeFailure('parse', 'dmesg');
  return found;
}
