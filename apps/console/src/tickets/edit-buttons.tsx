import { useTexts } from '@alongside/ui';
import { Button, Group } from '@mantine/core';
import type { MouseEvent } from 'react';
import { focusWhenThere } from '../shared/focus-when-there.ts';

export interface EditButtonsProps {
  readonly pending: boolean;
  readonly onSave: () => void;
  readonly onDrop: () => void;
}

/** What somebody has changed and not saved: saved, or dropped. */
export function EditButtons({ pending, onSave, onDrop }: EditButtonsProps) {
  const { t } = useTexts();
  // These go with what they save or drop, and the part's first field stays.
  const then = (act: () => void) => (event: MouseEvent) => {
    const part = event.currentTarget.closest('[data-part]');
    act();
    focusWhenThere(() => part?.querySelector(':is(input, select, textarea):enabled'));
  };
  return (
    <Group>
      <Button size="compact-sm" loading={pending} onClick={then(onSave)}>
        {t('case.save')}
      </Button>
      <Button size="compact-sm" variant="default" onClick={then(onDrop)}>
        {t('case.drop')}
      </Button>
    </Group>
  );
}
