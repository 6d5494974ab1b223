import { readdirSync, readFileSync } from 'node:fs';

/** A process beyond doubt: pids are used again, pid and start time together are not (proc(5), stat field 22). */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks since boot, as the kernel writes it. */
  readonly startTime: string;
}

export interface ProcessEntry extends ProcessIdentity {
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** One letter of proc(5): `T` stopped, `Z` ended but not collected, … */
  readonly state: string;
  /** The program's name, at most 15 bytes. */
  readonly command: string;
}

/** Reads one line of `/proc/PID/stat`. The name may hold blanks and brackets, so it ends at the last bracket. */
export function parseProcessStat(line: string): ProcessEntry | undefined {
  const open = line.indexOf('(');
  const close = line.lastIndexOf(')');
  if (open < 0 || close < open) return undefined;
  const fields = line.slice(close + 2).split(' ');
  const [state, parent, group, session] = fields;
  const startTime = fields[19];
  const pid = Number(line.slice(0, open));
  if (state === undefined || startTime === undefined || !Number.isInteger(pid)) return undefined;
  return {
    pid,
    startTime,
    parent: Number(parent),
    group: Number(group),
    session: Number(session),
    state,
    command: line.slice(open + 1, close),
  };
}

/** Text of a file below `/proc`; undefined where the process is gone or is not ours to read. */
export function readProcFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Processes end while we look at them, and those of others are closed to us: both mean that there is nothing to say.
    return undefined;
  }
}

/** One process, ended ones that nobody collected included. */
export function readProcess(pid: number): ProcessEntry | undefined {
  const line = readProcFile(`/proc/${pid}/stat`);
  return line === undefined ? undefined : parseProcessStat(line);
}

/** Every process of the machine that can be seen; empty where there is no `/proc`. */
export function readProcesses(): readonly ProcessEntry[] {
  let names: readonly string[];
  try {
    names = readdirSync('/proc');
  } catch {
    // No /proc: not Linux. Callers then have only what they know by themselves.
    return [];
  }
  const entries: ProcessEntry[] = [];
  for (const name of names) {
    const first = name.charCodeAt(0);
    if (first < 48 || first > 57) continue;
    const entry = readProcess(Number(name));
    if (entry) entries.push(entry);
  }
  return entries;
}

export function processKey(identity: ProcessIdentity): string {
  return `${identity.pid}:${identity.startTime}`;
}

/** True while the process runs; one that has ended and only waits to be collected does not count. */
export function isRunning(identity: ProcessIdentity): boolean {
  const now = readProcess(identity.pid);
  return now !== undefined && now.startTime === identity.startTime && now.state !== 'Z' && now.state !== 'X';
}

/** Sends a signal to exactly that process, never to another that got its pid later. */
export function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): 'sent' | 'gone' | 'refused' {
  const now = readProcess(identity.pid);
  if (!now || now.startTime !== identity.startTime) return 'gone';
  return sendSignal(identity.pid, signal);
}

/** `target` is a pid, or a process group as a negative number (kill(2)). */
export function sendSignal(target: number, signal: NodeJS.Signals): 'sent' | 'gone' | 'refused' {
  try {
    process.kill(target, signal);
    return 'sent';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH' ? 'gone' : 'refused';
  }
}

/** `sleep 600 (pid 4711)`, for telling a person what still runs. */
export function describeProcess(entry: ProcessEntry): string {
  const words = readProcFile(`/proc/${entry.pid}/cmdline`)?.split('\0').join(' ').trim();
  const name = words && words.length > 0 ? words : entry.command;
  return `${name.length > 80 ? `${name.slice(0, 79)}…` : name} (pid ${entry.pid})`;
}
