import { constants } from 'node:fs';
import { type FileHandle, open, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@alongside/base';

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Writes a 0600 file into a 0700 folder of its owner's, replacing what is there in one step. Where the owner is another
 * user, root must not be led elsewhere by links of theirs: the folder is opened once, looked at, and written into
 * through that handle. Throws `storage.broken` where the folder is not the owner's alone.
 */
export async function writePrivateFile(folder: string, name: string, content: string | Uint8Array, owner?: Owner): Promise<void> {
  if (owner === undefined) return replace(folder, name, content);
  const handle = await open(folder, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  try {
    const { uid, mode } = await handle.stat();
    if (uid !== owner.uid || (mode & 0o077) !== 0) {
      throw new AppError('storage.broken', `${folder} is not a private folder of user ${owner.uid}`);
    }
    await replace(`/proc/self/fd/${handle.fd}`, name, content, owner);
  } finally {
    await handle.close();
  }
}

async function replace(folder: string, name: string, content: string | Uint8Array, owner?: Owner): Promise<void> {
  const fresh = join(folder, `${name}.new`);
  await removeIfThere(fresh);
  const file = await open(fresh, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | (constants.O_NOFOLLOW ?? 0), 0o600);
  await written(file, content, owner);
  await rename(fresh, join(folder, name));
}

async function written(file: FileHandle, content: string | Uint8Array, owner: Owner | undefined): Promise<void> {
  try {
    await file.writeFile(content);
    if (owner !== undefined) await file.chown(owner.uid, owner.gid);
  } finally {
    await file.close();
  }
}

export async function removeIfThere(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}
