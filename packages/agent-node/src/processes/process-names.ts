import { basename } from 'node:path';
import { readProcesses, readProcFile } from './process-table.ts';

const INTERPRETER = /^(?:python|perl|ruby|node|java|mono|wine|bash|dash|sh)[\d.]*$/u;

/**
 * Names of everything that runs here, by the kernel and by the command line: a script's process has its interpreter's
 * name, and the kernel's is cut after 15 bytes. Linux only; elsewhere nothing is known.
 */
export function processNames(): readonly string[] {
  const names = new Set<string>();
  for (const { pid, command } of readProcesses()) {
    names.add(command);
    const [program = '', script = ''] = readProcFile(`/proc/${pid}/cmdline`)?.split('\0') ?? [];
    if (program !== '') names.add(basename(program));
    // A file that some program has open is no program; a script that an interpreter runs is.
    if (INTERPRETER.test(basename(program)) && !script.startsWith('-')) names.add(basename(script));
  }
  return [...names];
}
