import type { ErrorComponentProps } from '@tanstack/react-router';
import { Failure } from './failure.tsx';
import { renewParts } from './lazy-part.ts';

/** Where a page should be that could not be drawn. */
export function PageFailure({ error, reset }: ErrorComponentProps) {
  const again = () => {
    renewParts();
    reset();
  };
  return <Failure error={error} onRetry={again} />;
}
