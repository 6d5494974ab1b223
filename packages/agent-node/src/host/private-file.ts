import { closeSync, constants, fchownSync, fstatSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@alongside/base';

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Writes a small 0600 file into a 0700 folder of its owner's, replacing what is there in one step. Where the owner is
 * another user, root must not be led elsewhere by links of theirs: the folder is opened once, looked at, and written
 * into through that handle. Throws `storage.broken` where the folder is not the owner's alone.
 */
export function writePrivateFile(folder: string, name: string, content: string | Uint8Array, owner?: Owner): void {
  if (owner === undefined) return replace(folder, name, content);
  const handle = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW);
  try {
    const { uid, mode } = fstatSync(handle);
    if (uid !== owner.uid || (mode & 0o077) !== 0) {
      throw new AppError('storage.broken', `${folder} is not a private folder of user ${owner.uid}`);
    }
    replace(`/proc/self/fd/${handle}`, name, content, owner);
  } finally {
    closeSync(handle);
  }
}

function replace(folder: string, name: string, content: string | Uint8Array, owner?: Owner): void {
  const fresh = join(folder, `${name}.new`);
  rmSync(fresh, { force: true });
  // O_EXCL follows no link.
  const file = openSync(fresh, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
  try {
    writeFileSync(file, content);
    if (owner !== undefined) fchownSync(file, owner.uid, owner.gid);
  } finally {
    closeSync(file);
  }
  renameSync(fresh, join(folder, name));
}
