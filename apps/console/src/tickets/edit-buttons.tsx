import { useTexts } from '@alongside/ui';
import { Button, Group } from '@mantine/core';

export interface EditButtonsProps {
  readonly pending: boolean;
  readonly onSave: () => void;
  readonly onDrop: () => void;
}

/** What somebody has changed and not saved: saved, or dropped. */
export function EditButtons({ pending, onSave, onDrop }: EditButtonsProps) {
  const { t } = useTexts();
  return (
    <Group>
      <Button size="compact-sm" loading={pending} onClick={onSave}>
        {t('case.save')}
      </Button>
      <Button size="compact-sm" variant="default" onClick={onDrop}>
        {t('case.drop')}
      </Button>
    </Group>
  );
}
