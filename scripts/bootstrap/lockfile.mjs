import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {{ platform: string, arch: string, libc: 'glibc' | 'musl' | undefined }} System */

/** This machine in the words of package.json's `os`, `cpu` and `libc`. */
export function thisSystem() {
  const { platform, arch } = process;
  if (platform !== 'linux') return { platform, arch, libc: undefined };
  const glibc = process.report?.getReport().header.glibcVersionRuntime;
  return { platform, arch, libc: glibc ? 'glibc' : 'musl' };
}

/** The packages that the lockfile wants on such a machine, as folders with their versions. */
export function wantedPackages(root, system = thisSystem()) {
  const { packages } = readJson(join(root, 'package-lock.json'));
  const asked = new Set(
    Object.entries(packages)
      .filter(([folder]) => !folder.includes('node_modules/'))
      .flatMap(([, { optionalDependencies = {} }]) => Object.keys(optionalDependencies)),
  );
  return Object.entries(packages)
    .filter(([folder, entry]) => folder.startsWith('node_modules/') && isWanted(folder, entry, asked, system))
    .map(([folder, { version }]) => ({ folder, version }));
}

/**
 * An optional package is wanted where a workspace names it, or where it says for which machine it is: npm leaves those out
 * when it runs on an older Node than they ask for, and ends with 0 all the same.
 */
function isWanted(folder, entry, asked, system) {
  if (!suits(entry.os, system.platform) || !suits(entry.cpu, system.arch)) return false;
  if (system.libc !== undefined && !suits(entry.libc, system.libc)) return false;
  return !entry.optional || entry.os !== undefined || asked.has(folder.slice('node_modules/'.length));
}

function suits(list, value) {
  if (list === undefined) return true;
  const values = [list].flat();
  if (values.some((each) => each.startsWith('!'))) return !values.includes(`!${value}`);
  return values.includes(value);
}

/** Whether a package's folder is there; with `exact`, in the version that the lockfile has. */
export function isInstalled(root, { folder, version }, exact = true) {
  const manifest = join(root, folder, 'package.json');
  if (!exact || version === undefined) return existsSync(manifest);
  try {
    return readJson(manifest).version === version;
  } catch {
    return false; // Not there, or npm was interrupted while it wrote it.
  }
}

/** npm writes a list of all that it installed last: without it, it did not come to its end; what it names must be there. */
export function cameToItsEnd(root) {
  const list = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(list)) return false;
  const folders = Object.entries(readJson(list).packages).filter(
    ([folder, { link }]) => folder.startsWith('node_modules/') && !link,
  );
  return folders.every(([folder]) => isInstalled(root, { folder }, false));
}

/** The mark holds the hash of the lockfile that everything in node_modules was made ready for. */
export function isMarked(root) {
  const mark = markOf(root);
  return existsSync(mark) && readFileSync(mark, 'utf8').trim() === hashOf(root);
}

export function setMark(root) {
  writeFileSync(markOf(root), hashOf(root));
}

function markOf(root) {
  return join(root, 'node_modules', '.alongside-lock');
}

function hashOf(root) {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}
