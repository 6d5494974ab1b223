import { ErrorState, useTexts } from '@alongside/ui';
import { CloseButton, Group } from '@mantine/core';
import { useCore } from '../core/core-context.tsx';
import classes from './notes.module.css';

/** Refusals that the user can do something else about than try once more. */
const TOLD: Readonly<Record<string, 'full' | 'past' | 'far'>> = {
  'ticket.full': 'full',
  'call-back.past': 'past',
  'call-back.far': 'far',
};

/** The last answer of the user's that could not be carried out. */
export function FailureNote() {
  const { t } = useTexts();
  const { failure, setFailure } = useCore();
  if (failure === undefined) return null;
  const told = TOLD[failure.code];
  return (
    <Group align="start" wrap="nowrap" className={classes.failure}>
      <ErrorState
        happened={t(told === undefined ? 'failure.happened' : `failure.of.${told}.happened`)}
        safe={`${t('failure.safe')} ${t('failure.kept')}`}
        todo={t(told === undefined ? 'failure.todo' : `failure.of.${told}.todo`)}
        code={failure.code}
      />
      <CloseButton aria-label={t('failure.dismiss')} onClick={() => setFailure(undefined)} />
    </Group>
  );
}
