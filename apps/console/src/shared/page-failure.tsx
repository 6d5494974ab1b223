import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { Failure } from './failure.tsx';
import { renewParts } from './lazy-part.ts';

/** Where a page should be that could not be drawn. */
export function PageFailure({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const again = async () => {
    renewParts();
    // The router keeps what failed until it asks for the page's file again.
    await router.invalidate();
    reset();
  };
  return <Failure error={error} onRetry={() => void again()} />;
}
