import { readdirSync, readFileSync } from 'node:fs';

interface ProcessRow {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
}

/**
 * The process `leader` with its group and every descendant, from /proc; only `leader` where there is no /proc.
 * Zombies are left out.
 */
export function processFamily(leader: number): ReadonlySet<number> {
  const rows = readProcesses();
  const family = new Set<number>([leader]);
  for (const row of rows) if (row.group === leader) family.add(row.pid);
  // Children may stand before their parents in the list: go round until nothing is new.
  for (let before = 0; before !== family.size; ) {
    before = family.size;
    for (const row of rows) if (family.has(row.parent)) family.add(row.pid);
  }
  return family;
}

function readProcesses(): readonly ProcessRow[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/u.test(name))
      .flatMap((name) => readProcess(name) ?? []);
  } catch {
    return []; // No /proc here: not Linux.
  }
}

/** proc_pid_stat(5): the name in brackets may hold anything, so what follows the last one is read. */
function readProcess(pid: string): ProcessRow | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, parent, group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' ? undefined : { pid: Number(pid), parent: Number(parent), group: Number(group) };
  } catch {
    return undefined; // It ended while the list was read.
  }
}
