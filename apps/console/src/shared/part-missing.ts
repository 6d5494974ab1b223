import { AppError, toAppError } from '@alongside/base';

/** A file of this page could not be fetched: the server is away, or has newer ones. */
export function partMissing(cause: unknown): never {
  throw new AppError('page.part-missing', `a part of the page could not be fetched: ${toAppError(cause).message}`, { cause });
}
