import type { ErrorComponentProps } from '@tanstack/react-router';
import { Failure } from './failure.tsx';

/** Where a page should be that could not be drawn. */
export function PageFailure({ error, reset }: ErrorComponentProps) {
  return <Failure error={error} onRetry={reset} />;
}
