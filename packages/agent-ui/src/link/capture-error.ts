import { AppError } from '@alongside/base';

/** What getDisplayMedia threw, as the contract's codes. Chromium tells cancelled from forbidden by its message only. */
export function captureError(thrown: unknown): AppError {
  const name = thrown instanceof Error ? thrown.name : '';
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  if (name === 'NotAllowedError') {
    return /by user/iu.test(message)
      ? new AppError('screen.not-chosen', 'the picker was cancelled', { cause: thrown })
      : new AppError('screen.permission', `the browser may not show the screen: ${message}`, { cause: thrown });
  }
  // The delegated click was used up or too old.
  if (name === 'InvalidStateError')
    return new AppError('screen.not-chosen', 'the click was too old to open the picker', { cause: thrown });
  return new AppError('screen.unavailable', `the screen cannot be shown: ${message}`, { cause: thrown });
}
