import { toAppError } from '@alongside/base';
import { ErrorState, useTexts } from '@alongside/ui';
import { Failure, type FailureProps } from '../shared/failure.tsx';

/** What is another thing for somebody with a link than for somebody with an account. A cut link is one that opens nothing, too. */
const TOLD: Readonly<Record<string, 'ended' | 'movedOn' | 'full'>> = {
  'auth.refused': 'ended',
  'ticket.not-found': 'ended',
  'ticket.wrong-state': 'movedOn',
  'ticket.full': 'full',
};

/** The link opens nothing any more, whatever was read by it before. */
export function isEnded(error: unknown): boolean {
  return TOLD[toAppError(error).code] === 'ended';
}

/** An error in its three parts, in the words of a user: nobody here has a password, nor an admin. */
export function FollowFailure({ error, safe, onRetry }: FailureProps) {
  const { t } = useTexts();
  const { code } = toAppError(error);
  const told = TOLD[code];
  if (told === undefined)
    return <Failure error={error} {...(safe === undefined ? {} : { safe })} {...(onRetry && { onRetry })} />;
  return (
    <ErrorState
      happened={t(`follow.failed.${told}.happened`)}
      safe={safe ?? t('errors.safe')}
      todo={t(`follow.failed.${told}.todo`)}
      code={code}
    />
  );
}
