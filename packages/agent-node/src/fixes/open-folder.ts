import type { Stats } from 'node:fs';
import { constants } from 'node:fs';
import { type FileHandle, link, lstat, open, readdir, rename, rmdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@alongside/base';

/** How a file is known again: what is at its name later may be another one. */
export interface FileMark {
  readonly dev: number;
  readonly ino: number;
  readonly size: number;
  readonly mtimeMs: number;
}

export function markOf({ dev, ino, size, mtimeMs }: Stats): FileMark {
  return { dev, ino, size, mtimeMs };
}

export function isSame(one: FileMark, other: FileMark): boolean {
  return one.dev === other.dev && one.ino === other.ino && one.size === other.size && one.mtimeMs === other.mtimeMs;
}

/**
 * A folder that is held open, so that nothing put in the place of its path later can lead elsewhere: names are taken
 * relative to the descriptor by way of `/proc/self/fd`, as unlinkat(2) would, and no link is followed to get here.
 */
export class OpenFolder {
  readonly #handle: FileHandle;
  readonly dev: number;
  readonly uid: number;

  private constructor(handle: FileHandle, { dev, uid }: { dev: number; uid: number }) {
    this.#handle = handle;
    this.dev = dev;
    this.uid = uid;
  }

  /** Throws where it is no folder or is a link, as `errno` says. `path` itself must be one that nobody else can change. */
  static async open(path: string): Promise<OpenFolder> {
    const handle = await open(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
    return new OpenFolder(handle, await handle.stat());
  }

  child(name: string): Promise<OpenFolder> {
    return OpenFolder.open(this.#at(name));
  }

  names(): Promise<string[]> {
    return readdir(this.#at('.'));
  }

  look(name: string): Promise<Stats> {
    return lstat(this.#at(name));
  }

  /**
   * Removes the file at that name if it still is the one of `mark`; false where it is another. It is put aside first and
   * looked at there, so that one that comes into its place meanwhile stays.
   */
  async removeIf(name: string, mark: FileMark): Promise<boolean> {
    if (!isSame(markOf(await this.look(name)), mark)) return false;
    const aside = `.alongside-${process.pid}-${mark.ino}`;
    await rename(this.#at(name), this.#at(aside));
    if (!isSame(markOf(await this.look(aside)), mark)) {
      // Not by a rename: it would throw over one that came here meanwhile.
      await link(this.#at(aside), this.#at(name));
      await unlink(this.#at(aside));
      return false;
    }
    await unlink(this.#at(aside));
    return true;
  }

  /** The link, file or socket itself. */
  remove(name: string): Promise<void> {
    return unlink(this.#at(name));
  }

  removeEmpty(name: string): Promise<void> {
    return rmdir(this.#at(name));
  }

  close(): Promise<void> {
    return this.#handle.close();
  }

  #at(name: string): string {
    if (name === '' || name === '..' || name.includes('/') || name.includes('\0')) {
      throw new AppError('request.invalid', `“${name.slice(0, 80)}” is no name in a folder`);
    }
    return join(`/proc/self/fd/${this.#handle.fd}`, name);
  }
}
