import { type ProcessEntry, readProcesses } from '../processes/index.ts';

/**
 * The running processes of a group, and every descendant of theirs that left it; only `leader` where the system has no
 * list of processes.
 */
export function groupMembers(leader: number, processes: readonly ProcessEntry[] = readProcesses()): ReadonlySet<number> {
  const running = processes.filter((entry) => entry.state !== 'Z' && entry.state !== 'X');
  const members = new Set<number>([leader]);
  for (const entry of running) if (entry.group === leader || entry.session === leader) members.add(entry.pid);
  // Children may stand before their parents in the list: go round until nothing is new.
  for (let before = 0; before !== members.size; ) {
    before = members.size;
    for (const entry of running) if (members.has(entry.parent)) members.add(entry.pid);
  }
  return members;
}
