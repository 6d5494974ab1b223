import { randomBytes } from 'node:crypto';
import { chmod, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { toStorageError } from './storage-error.ts';

export const FOLDER_MODE = 0o700;
export const FILE_MODE = 0o600;
const RENAME_WAITS_MS: readonly number[] = [5, 10, 20, 40, 80, 160, 320];
const RENAME_LATER: readonly string[] = ['EPERM', 'EACCES', 'EBUSY'];
/** As they are named here and beside the lock; another program's stay, should it share the folder. */
const TEMPORARY = /^\.(lock-)?[0-9a-f]{16}\.tmp$/u;

/** Makes a folder for its owner alone, and closes one that was open to others. */
export async function preparePrivateFolder(path: string): Promise<void> {
  try {
    await makeFolder(path);
    const found = await stat(path);
    if ((found.mode & 0o077) !== 0) await chmod(path, FOLDER_MODE);
  } catch (error) {
    throw toStorageError(error, path);
  }
}

/** Step by step: with `recursive` Node 24 says ENOENT where the disk is read-only. */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { mode: FOLDER_MODE });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || dirname(path) === path) throw error;
    await makeFolder(dirname(path));
    await makeFolder(path);
  }
}

/**
 * Makes names of new, renamed and removed files durable (fsync of the folder). Windows has no such thing: a folder is opened
 * for reading there, and to flush what was is refused (EPERM); NTFS keeps a journal of names.
 */
export async function syncFolder(path: string, platform: NodeJS.Platform = process.platform): Promise<void> {
  if (platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Renames over what is there. On Windows that is refused for a moment while a virus scanner or an index has the old file
 * open, which is no reason to lose what was to be written.
 */
export async function renameOver(
  from: string,
  to: string,
  system: { readonly platform: NodeJS.Platform; readonly rename: typeof rename } = { platform: process.platform, rename },
): Promise<void> {
  for (const wait of system.platform === 'win32' ? RENAME_WAITS_MS : []) {
    try {
      return await system.rename(from, to);
    } catch (error) {
      if (!RENAME_LATER.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
  return system.rename(from, to);
}

/** Replaces a file whole: whoever reads it sees the old or the new one, also after a power cut. */
export async function replaceFile(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = join(dirname(path), `.${randomBytes(8).toString('hex')}.tmp`);
  try {
    const handle = await open(temporary, 'wx', FILE_MODE);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await renameOver(temporary, path);
    await syncFolder(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {
      // It is swept away at the next start; the first failure is the one to tell.
    });
    throw toStorageError(error, path);
  }
}

/** Left behind by a replacement that a power cut ended. */
export function isTemporary(name: string): boolean {
  return TEMPORARY.test(name);
}
