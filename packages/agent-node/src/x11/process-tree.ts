import { readFileSync } from 'node:fs';

/** Where a process stands, from `/proc/PID/stat` (proc_pid_stat(5), fields 4 to 6). */
interface Standing {
  readonly parent: number;
  readonly group: number;
  readonly session: number;
}

function standingOf(pid: number): Standing | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    // Gone, or hidden from this user; the caller takes it as not known.
    return undefined;
  }
  // The name in brackets may hold spaces and brackets itself.
  const [, parent, group, session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { parent: Number(parent), group: Number(group), session: Number(session) };
}

/** Deeper trees do not occur; a bound because processes come and go while it is read. */
const MAX_DEPTH = 64;

export type ProcessVerdict = 'own' | 'foreign' | 'unknown';

/**
 * Whether a process is one of `own`, descends from one, or belongs to a process group or session that one of them leads
 * (which also finds those that were given to init when their parent ended).
 */
export function judgeProcess(pid: number, own: ReadonlySet<number>): ProcessVerdict {
  let current = pid;
  for (let depth = 0; depth < MAX_DEPTH; depth += 1) {
    if (own.has(current)) return 'own';
    if (current <= 1) return 'foreign';
    const standing = standingOf(current);
    if (!standing) return depth === 0 ? 'unknown' : 'foreign';
    if (own.has(standing.group) || own.has(standing.session)) return 'own';
    current = standing.parent;
  }
  return 'unknown';
}
