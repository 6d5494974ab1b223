import { ProbeFailure, type ProbeTools } from '../tools.ts';
import { numberOf, readNeeded } from './json.ts';

/** Processor time since the start, in ticks, of all processors together (proc_stat(5)). */
export interface CpuTimes {
  /** user + system + irq + softirq: without idle and iowait, and as netdata's 10min_cpu_usage without nice and steal. */
  readonly busy: number;
  readonly iowait: number;
  readonly total: number;
  readonly processors: number;
}

/** Throws `parse` where the text has no line of all processors. */
export function parseProcStat(text: string): CpuTimes {
  const fields = /^cpu +(\d[\d ]*)$/mu.exec(text)?.[1]?.split(' ').map(Number);
  if (fields === undefined || fields.length < 7) throw new ProbeFailure('parse', '/proc/stat');
  const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = fields;
  return {
    // Time of guests is counted in user and nice already.
    busy: user + system + irq + softirq,
    iowait,
    total: user + nice + system + idle + iowait + irq + softirq + steal,
    processors: Math.max(1, text.match(/^cpu\d+ /gmu)?.length ?? 0),
  };
}

/** What part of the processors' time went where between two looks at /proc/stat, `sampleMs` apart. */
export async function sampleProcStat(
  tools: ProbeTools,
  sampleMs: number,
): Promise<{ readonly busy: number; readonly iowait: number; readonly seconds: number }> {
  const before = parseProcStat(await readNeeded(tools, '/proc/stat'));
  const from = tools.now();
  await tools.wait(sampleMs);
  const after = parseProcStat(await readNeeded(tools, '/proc/stat'));
  const total = after.total - before.total;
  if (total <= 0) throw new ProbeFailure('parse', '/proc/stat stands still');
  // iowait may run backwards (proc_stat(5)).
  const share = (ticks: number) => Math.min(1, Math.max(0, ticks / total));
  return {
    busy: share(after.busy - before.busy),
    iowait: share(after.iowait - before.iowait),
    seconds: Math.round((tools.now() - from) / 1000),
  };
}

/** `/proc/PID/stat`: the name may hold anything, brackets and blanks too. Undefined for what is none of it. */
export function parsePidStat(text: string): { readonly name: string; readonly ticks: number } | undefined {
  const [open, close] = [text.indexOf('('), text.lastIndexOf(')')];
  if (open < 1 || close < open) return undefined;
  const fields = text.slice(close + 2).split(' ');
  const [user, kernel] = [Number(fields[11]), Number(fields[12])];
  if (!Number.isFinite(user + kernel)) return undefined;
  return { name: text.slice(open + 1, close), ticks: user + kernel };
}

export interface Memory {
  readonly total: number;
  readonly available: number;
  readonly swapTotal: number;
  readonly swapFree: number;
  /** Pages that the processor found broken and the kernel no longer uses. */
  readonly corrupted: number;
}

/** `/proc/meminfo`, in bytes. */
export async function readMeminfo(tools: Pick<ProbeTools, 'readText'>): Promise<Memory> {
  const text = await readNeeded(tools, '/proc/meminfo');
  const bytes = (name: string, missing?: string) =>
    numberOf(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'mu').exec(text)?.[1] ?? missing, `/proc/meminfo ${name}`) * 1024;
  return {
    total: bytes('MemTotal'),
    available: bytes('MemAvailable'),
    swapTotal: bytes('SwapTotal', '0'),
    swapFree: bytes('SwapFree', '0'),
    corrupted: bytes('HardwareCorrupted', '0'),
  };
}
