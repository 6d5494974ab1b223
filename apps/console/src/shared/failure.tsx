import { toAppError } from '@alongside/base';
import { ErrorState, useTexts } from '@alongside/ui';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

export interface FailureProps {
  readonly error: unknown;
  /** What is safe, where more can be said than "nothing was changed". */
  readonly safe?: string;
  readonly onRetry?: () => void;
}

/** An error in its three parts, by its code; codes without words of their own share the general ones. */
export function Failure({ error, safe, onRetry }: FailureProps) {
  const { t } = useTexts();
  const failure = toAppError(error);
  const words = useErrorWords();
  const { happened, todo } = words(failure, { retried: onRetry !== undefined });
  return (
    <ErrorState
      happened={happened}
      safe={safe ?? t('errors.safe')}
      todo={todo}
      code={failure.code}
      {...(onRetry === undefined ? {} : { onRetry })}
    />
  );
}

/**
 * The words of an error's code, from the catalogue. `retried`: what failed is a list, which is asked for again until it is
 * there; what somebody does or sends goes only when they do it again.
 */
export function useErrorWords() {
  const { t, i18n } = useTranslation();
  return useCallback(
    (error: unknown, { retried = false } = {}) => {
      const failure = toAppError(error);
      const key = i18n.exists(`errors.${failure.code}.happened`) ? failure.code : 'internal';
      const todo = retried && key === 'rpc.closed' ? 'errors.rpc.closed.retried' : `errors.${key}.todo`;
      const { name, technician, by, minutes } = failure.context;
      return {
        happened: t(`errors.${key}.happened`, { name: name ?? technician ?? by ?? t('errors.somebody') }),
        todo: t(todo, { minutes: minutes ?? '' }),
        code: failure.code,
      };
    },
    [t, i18n],
  );
}
