import { mkdirSync, readdirSync, readFileSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readProcFile } from './process-table.ts';

/** A directory of cgroup v2 (kernel: Documentation/admin-guide/cgroup-v2.rst). */
export class Cgroup {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** Pids in it and in what was made below it. */
  members(): readonly number[] {
    return membersBelow(this.path, 0);
  }

  /** SIGKILL to all at once, newly forked ones and those of other users included. False where the kernel cannot (before 5.14). */
  kill(): boolean {
    return write(join(this.path, 'cgroup.kill'), '1');
  }

  freeze(): boolean {
    return write(join(this.path, 'cgroup.freeze'), '1');
  }

  thaw(): boolean {
    return write(join(this.path, 'cgroup.freeze'), '0');
  }

  /** Removes it once it is empty; true when it is gone. */
  remove(): boolean {
    return removeBelow(this.path, 0);
  }
}

const MAX_DEPTH = 8;

function membersBelow(path: string, depth: number): number[] {
  const pids = (readProcFile(join(path, 'cgroup.procs')) ?? '')
    .split('\n')
    .filter((line) => line.length > 0)
    .map(Number);
  if (depth < MAX_DEPTH) for (const child of childrenOf(path)) pids.push(...membersBelow(child, depth + 1));
  // 0 stands for a process of another pid namespace, which has no number here.
  return pids.filter((pid) => pid > 0);
}

function childrenOf(path: string): readonly string[] {
  try {
    return readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(path, entry.name));
  } catch {
    // Removed in the meantime: then it has no children.
    return [];
  }
}

function removeBelow(path: string, depth: number): boolean {
  if (depth < MAX_DEPTH) for (const child of childrenOf(path)) removeBelow(child, depth + 1);
  try {
    rmdirSync(path);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT';
  }
}

function write(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: 'r+' });
    return true;
  } catch {
    // Not ours to write, gone, or unknown to this kernel: the caller has another way and takes the answer as a no.
    return false;
  }
}

/** Where cgroup v2 is mounted, alone (`/sys/fs/cgroup`) or beside v1 (`…/unified`). */
export function cgroupRoot(mounts = readProcFile('/proc/self/mounts') ?? ''): string | undefined {
  for (const line of mounts.split('\n')) {
    const [, where, type] = line.split(' ');
    if (type === 'cgroup2' && where) return where;
  }
  return undefined;
}

/** The directory of a process's own cgroup v2. */
export function cgroupOf(pid: number | 'self', root = cgroupRoot()): string | undefined {
  const path = readProcFile(`/proc/${pid}/cgroup`)?.match(/^0::(\/.*)$/mu)?.[1];
  return root === undefined || path === undefined ? undefined : join(root, path);
}

/** Makes a group below this process's own; undefined where it is not allowed to, or the kernel has no `cgroup.kill`. */
export function makeCgroup(name: string): Cgroup | undefined {
  const own = cgroupOf('self');
  if (own === undefined) return undefined;
  const path = join(own, name);
  try {
    mkdirSync(path, { mode: 0o755 });
    statSync(join(path, 'cgroup.kill'));
    readFileSync(join(path, 'cgroup.procs'));
    return new Cgroup(path);
  } catch {
    // Not ours to write, or too old: end by session, marks and parents instead.
    removeBelow(path, 0);
    return undefined;
  }
}
