import { ErrorState, useTexts } from '@alongside/ui';
import { CloseButton, Group } from '@mantine/core';
import { useCore } from '../core/core-context.tsx';
import classes from './notes.module.css';

/** The last answer of the user's that could not be carried out. */
export function FailureNote() {
  const { t } = useTexts();
  const { failure, setFailure } = useCore();
  if (failure === undefined) return null;
  return (
    <Group align="start" wrap="nowrap" className={classes.failure}>
      <ErrorState
        happened={t('failure.happened')}
        safe={`${t('failure.safe')} ${t('failure.kept')}`}
        todo={t('failure.todo')}
        code={failure.code}
      />
      <CloseButton aria-label={t('failure.dismiss')} onClick={() => setFailure(undefined)} />
    </Group>
  );
}
