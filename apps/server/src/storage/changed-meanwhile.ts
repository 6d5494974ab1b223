import { AppError } from '@alongside/base';

/** What somebody began to change is another by now. */
export function changedMeanwhile(by: string | null): AppError {
  return new AppError('settings.changed', `${by ?? 'somebody'} changed this meanwhile`, { context: by === null ? {} : { by } });
}
