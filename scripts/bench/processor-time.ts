import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts a process's time in hundredths of a second wherever Node runs. */
const TICKS_PER_SECOND = 100;

/** A look at processor time, seconds. */
export interface ProcessorTime {
  /** All processes below each root, and the root. */
  readonly trees: readonly number[];
  /** The whole machine, without what waits. */
  readonly machine: number;
  readonly at: number;
}

export interface Cores {
  readonly trees: readonly number[];
  /** What none of the trees used. */
  readonly other: number;
}

/** Reads the time used so far by the trees of processes below `roots`. */
export function processorTime(roots: readonly number[]): ProcessorTime {
  const processes = readdirSync('/proc').flatMap((name) => (/^\d+$/u.test(name) ? (readProcess(Number(name)) ?? []) : []));
  const children = Map.groupBy(processes, ({ parent }) => parent);
  const sum = (pid: number): number =>
    (children.get(pid) ?? []).reduce((total, child) => total + child.seconds + sum(child.pid), 0);
  const trees = roots.map((root) => sum(root) + (processes.find(({ pid }) => pid === root)?.seconds ?? 0));
  const [user = 0, nice = 0, system = 0, , , interrupt = 0, softInterrupt = 0] = (
    readFileSync('/proc/stat', 'utf8').split('\n')[0] ?? ''
  )
    .split(/\s+/u)
    .slice(1)
    .map(Number);
  const machine = (user + nice + system + interrupt + softInterrupt) / TICKS_PER_SECOND;
  return { trees, machine, at: performance.now() };
}

/** Cores in use between two looks with the same roots; 1 is one core. */
export function coresBetween(before: ProcessorTime, after: ProcessorTime): Cores {
  const seconds = (after.at - before.at) / 1000;
  const trees = after.trees.map((used, index) => (used - (before.trees[index] ?? 0)) / seconds);
  const all = (after.machine - before.machine) / seconds;
  return { trees, other: Math.max(0, all - trees.reduce((total, each) => total + each, 0)) };
}

function readProcess(pid: number): { pid: number; parent: number; seconds: number } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold anything; what follows is plain.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { pid, parent: Number(fields[1]), seconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND };
  } catch {
    return undefined; // It ended meanwhile.
  }
}
