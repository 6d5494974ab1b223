import { useFormats, useTexts } from '@alongside/ui';
import { Alert, Button, Group } from '@mantine/core';
import type { Meanwhile } from './use-case-edit.ts';

export interface MeanwhileNoticeProps {
  readonly meanwhile: Meanwhile | undefined;
  /** What is there now, in words. */
  readonly now: string;
  readonly onAnew: () => void;
  readonly onDrop: () => void;
}

/** The second of two editors is shown the difference, and decides. */
export function MeanwhileNotice({ meanwhile, now, onAnew, onDrop }: MeanwhileNoticeProps) {
  const { t } = useTexts();
  const formats = useFormats();
  if (meanwhile === undefined) return null;
  const parts = meanwhile.parts.map((part) => t(`case.part.${part}`)).join(', ');
  return (
    <Alert role="alert" color="viewed" title={t('case.changed', { name: meanwhile.by, time: formats.time(meanwhile.at), parts })}>
      {t('case.changedNow', { now })}
      <Group gap="xs" mt="xs">
        <Button size="compact-sm" variant="default" onClick={onDrop}>
          {t('case.takeTheirs')}
        </Button>
        <Button size="compact-sm" variant="default" onClick={onAnew}>
          {t('case.saveMine')}
        </Button>
      </Group>
    </Alert>
  );
}
