import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '@alongside/base';

/** Root leaves nothing in the folder of a user, whose agent could not use it any more. Throws `storage.read-only`. */
export async function refuseForeign(folder: string): Promise<void> {
  const uid = process.getuid?.();
  if (uid === undefined) return;
  for (let path = folder; ; path = dirname(path)) {
    try {
      const owner = (await stat(path)).uid;
      // Above a folder that is to be made stands one that is ours, or the system's own.
      if (owner === uid || (path !== folder && owner === 0)) return;
      throw new AppError('storage.read-only', `${path} belongs to another user`);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || dirname(path) === path) throw error;
    }
  }
}
