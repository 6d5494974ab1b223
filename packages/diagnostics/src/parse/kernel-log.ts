import { ProbeFailure, type ProbeTools } from '../tools.ts';
import { type LogLine, missingRights, readJournal } from './journal.ts';
import { numberOf } from './json.ts';

/** syslog(2): the facility of what the kernel itself said. Programs that write to /dev/kmsg get another one. */
const KERNEL_FACILITY = 0;

/**
 * What the kernel said in the last minutes that fits the pattern, oldest first: from the journal, else from its ring
 * buffer, which begins at the last start at the earliest. Throws `needs_elevation` where neither may be read.
 */
export async function readKernelLog(
  tools: ProbeTools,
  { sinceMinutes, pattern }: { readonly sinceMinutes: number; readonly pattern: RegExp },
): Promise<readonly LogLine[]> {
  const journal = await readJournal(tools, { sinceMinutes, pattern, matches: ['_TRANSPORT=kernel'] });
  if (journal !== undefined) return journal;
  const { exitCode, stdout, stderr } = await tools.run('dmesg', ['-r'], { exitCodes: [0, 1], maxBytes: 8 * 1024 * 1024 });
  if (exitCode !== 0) {
    throw /not permitted|denied/iu.test(stderr) ? missingRights(tools, 'dmesg') : new ProbeFailure('failed', 'dmesg');
  }
  const uptime = numberOf((await tools.readText('/proc/uptime'))?.split(' ')[0], '/proc/uptime');
  const from = tools.now() - sinceMinutes * 60_000;
  return parseKernelRing(stdout, tools.now() - uptime * 1000).filter(({ at, text }) => at >= from && pattern.test(text));
}

/** `dmesg -r`: `<3>[14530.655813] text`, time since the start. Throws `parse` where no line is one of the kernel's. */
export function parseKernelRing(text: string, bootedAt: number): readonly LogLine[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const found = lines.flatMap((line) => {
    const [, mark = '', seconds = '', said = ''] = /^<(\d{1,3})>\[\s*(\d+\.\d+)\] ?(.*)$/u.exec(line) ?? [];
    if (mark === '') return [];
    const at = Math.round(bootedAt + Number(seconds) * 1000);
    return [{ at, priority: Number(mark) & 7, facility: Number(mark) >> 3, text: said }];
  });
  if (lines.length > 0 && found.length === 0) throw new ProbeFailure('parse', 'dmesg');
  return found
    .filter(({ facility }) => facility === KERNEL_FACILITY)
    .map(({ at, priority, text: said }) => ({ at, priority, text: said }));
}
