import { readdirSync } from 'node:fs';
import { readProcFile } from '../../packages/agent-node/src/processes/process-table.ts';

/**
 * Real, effective, saved and file-system uid of a process (proc_pid_status(5)); empty where it is gone. The owner of its
 * files in /proc says less: those of a process that cannot be dumped are root's.
 */
export function usersOf(pid: number): readonly number[] {
  const row = /^Uid:\s+(.+)$/mu.exec(readProcFile(`/proc/${pid}/status`) ?? '')?.[1];
  return row === undefined ? [] : row.split(/\s+/u).map(Number);
}

/** Every process of the machine by its number. */
export function processIds(): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name))
    .map(Number);
}
