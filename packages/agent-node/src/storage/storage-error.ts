import { AppError } from '@alongside/base';

/** What a file operation's failure means to a person. `path` is kept for the log and the text. */
export function toStorageError(error: unknown, path: string): AppError {
  if (error instanceof AppError) return error;
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? '';
  const context = { path, cause: code };
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return new AppError('storage.full', `There is no room left to write ${path}. Free some space, then try again.`, {
        cause: error,
        context,
      });
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return new AppError(
        'storage.read-only',
        `${path} cannot be written. Check who owns it and whether the disk is read-only.`,
        {
          cause: error,
          context,
        },
      );
    default:
      return new AppError('storage.broken', `${path} could not be read or written (${code || String(error)}).`, {
        cause: error,
        context,
      });
  }
}
