import { basename } from 'node:path';
import { readProcesses, readProcFile } from './process-table.ts';

/**
 * Names of everything that runs here, by the kernel and by the command line: a script's process has its interpreter's
 * name, and the kernel's is cut after 15 bytes. Linux only; elsewhere nothing is known.
 */
export function processNames(): readonly string[] {
  const names = new Set<string>();
  for (const { pid, command } of readProcesses()) {
    names.add(command);
    const words = readProcFile(`/proc/${pid}/cmdline`)?.split('\0') ?? [];
    for (const word of words.slice(0, 2)) if (word !== '' && !word.startsWith('-')) names.add(basename(word));
  }
  return [...names];
}
