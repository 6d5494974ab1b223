import { AppError } from '@alongside/base';
import { useTexts } from '@alongside/ui';
import { Alert, Button, Group } from '@mantine/core';

export interface ChangedMeanwhileProps {
  /** Of saving; anything else than `settings.changed` is said elsewhere. */
  readonly error: unknown;
  /** What is there now and is another than what was typed, in words. */
  readonly now: readonly string[];
  readonly pending: boolean;
  readonly onTheirs: () => void;
  readonly onMine: () => void;
}

export function isChangedMeanwhile(error: unknown): error is AppError {
  return error instanceof AppError && error.code === 'settings.changed';
}

/** The second of two who change settings reads what the first wrote, and decides. */
export function ChangedMeanwhile({ error, now, pending, onTheirs, onMine }: ChangedMeanwhileProps) {
  const { t } = useTexts();
  if (!isChangedMeanwhile(error)) return null;
  const name = String(error.context.by ?? t('errors.somebody'));
  return (
    <Alert role="alert" color="viewed" title={t('errors.settings.changed.happened', { name })}>
      {now.length === 0 ? t('case.changedSame') : t('case.changedNow', { now: now.join(' · ') })}
      <Group gap="xs" mt="xs">
        <Button size="compact-sm" variant="default" onClick={onTheirs}>
          {t('case.takeTheirs')}
        </Button>
        <Button size="compact-sm" variant="default" loading={pending} onClick={onMine}>
          {t('case.saveMine')}
        </Button>
      </Group>
    </Alert>
  );
}
