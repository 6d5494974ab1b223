import { accessSync, constants, statSync } from 'node:fs';
import { basename, isAbsolute } from 'node:path';

/** Without any of these a person's machine has no terminal at all. */
const FALLBACKS = ['/bin/bash', '/usr/bin/bash', '/usr/local/bin/bash', '/bin/sh', '/usr/bin/sh'];
/** What stands in passwd for accounts that must not have a shell. */
const NO_SHELLS = new Set(['nologin', 'false', 'true', 'sync', 'halt', 'shutdown']);

export interface LoginShell {
  readonly path: string;
  readonly name: string;
}

/** The first of passwd's shell and SHELL that is an absolute executable, else bash, else sh. A peer has no say in it. */
export function findLoginShell(
  candidates: readonly (string | null | undefined)[],
  isProgram: (path: string) => boolean = isExecutableFile,
): LoginShell | undefined {
  for (const path of [...candidates, ...FALLBACKS]) {
    if (!path || !isAbsolute(path) || NO_SHELLS.has(basename(path)) || !isProgram(path)) continue;
    return { path, name: basename(path) };
  }
  return undefined;
}

export function isExecutableFile(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    // Not there or not ours to run: the next one is tried.
    return false;
  }
}
