import { chmodSync, mkdirSync, statSync } from 'node:fs';
import { AppError } from '@alongside/base';

/** Makes a folder that only its owner can look into, and closes one that others could. */
export function makePrivateFolder(folder: string): void {
  withStorageErrors(folder, () => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if ((statSync(folder).mode & 0o077) !== 0) chmodSync(folder, 0o700);
  });
}

/** Says what the system says of a folder that cannot be written: `storage.full`, `storage.read-only`. */
export function withStorageErrors<T>(folder: string, action: () => T): T {
  const translate = (error: unknown): never => {
    const code = (error as { code?: string }).code;
    const message = error instanceof Error ? error.message : String(error);
    if (code === 'ENOSPC' || /disk is full/u.test(message)) {
      throw new AppError('storage.full', `There is no room left for ${folder}. Free some and start again.`, { cause: error });
    }
    if (
      code === 'EACCES' ||
      code === 'EROFS' ||
      code === 'EPERM' ||
      code === 'ENOTDIR' ||
      /readonly|unable to open/u.test(message)
    ) {
      throw new AppError('storage.read-only', `The folder ${folder} cannot be written. Choose another with --data DIR.`, {
        cause: error,
        context: { folder },
      });
    }
    throw error;
  };
  try {
    const result = action();
    return result instanceof Promise ? (result.catch(translate) as T) : result;
  } catch (error) {
    return translate(error);
  }
}
