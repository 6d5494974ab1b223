import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { archiveContents } from './archive-contents.ts';
import { hashFile, writeArchive } from './write-archive.ts';

export interface MadeArchive {
  readonly path: string;
  readonly bytes: number;
  /** In hex. */
  readonly sha256: string;
}

/**
 * The archive of this checkout's agent in `folder`, made where it is not there yet; its name carries the hash of all that
 * is in it, so another state of the checkout gives another file. Older ones are removed.
 */
export async function makeArchive(root: string, folder: string): Promise<MadeArchive> {
  const contents = archiveContents(root);
  const path = join(folder, `agent-linux-x64-${hashOf(root, contents)}.tar.gz`);
  mkdirSync(folder, { recursive: true });
  removeUnfinished(folder);
  if (!existsSync(path)) {
    // Under another name first: what has the name is whole.
    const unfinished = `${path}.${process.pid}`;
    try {
      await writeArchive(root, contents, unfinished);
      renameSync(unfinished, path);
    } finally {
      rmSync(unfinished, { force: true });
    }
    removeOthers(folder, path);
  }
  return { path, bytes: statSync(path).size, sha256: await hashFile(path) };
}

function hashOf(root: string, contents: readonly string[]): string {
  // What writes it counts as well: another way of writing makes other bytes of the same contents.
  const hash = createHash('sha256').update(readFileSync(new URL('./write-archive.ts', import.meta.url)));
  for (const name of contents) {
    const path = join(root, name);
    const stat = lstatSync(path);
    const content = stat.isSymbolicLink() ? readlinkSync(path) : readFileSync(path);
    hash.update(`\n${name}\0${stat.mode & 0o100}\0${content.length}\0`).update(content);
  }
  return hash.digest('hex').slice(0, 32);
}

/** What a server that was stopped while it was packing has left behind: each is up to as large as the whole. */
export function removeUnfinished(folder: string): void {
  for (const name of readdirSync(folder)) {
    const pid = Number(/\.tar\.gz\.(\d+)$/u.exec(name)?.[1] ?? Number.NaN);
    if (Number.isInteger(pid) && !isThere(pid)) rmSync(join(folder, name), { force: true });
  }
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function removeOthers(folder: string, path: string): void {
  for (const name of readdirSync(folder)) {
    const other = join(folder, name);
    if (other !== path && name.endsWith('.tar.gz')) rmSync(other, { force: true });
  }
}
