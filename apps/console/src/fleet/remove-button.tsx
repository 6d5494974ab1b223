import { useTexts } from '@alongside/ui';
import { Button, Group, Popover, Text } from '@mantine/core';
import { useState } from 'react';

export interface RemoveButtonProps {
  /** What is removed, for who does not see where the button stands. */
  readonly label: string;
  /** What is lost with it. */
  readonly why: string;
  readonly pending: boolean;
  /** As large as what stands beside it. */
  readonly size?: 'compact-xs' | 'compact-sm' | 'compact-md';
  readonly onRemove: () => void;
}

/** Takes something away for good, after saying what that ends. */
export function RemoveButton({ label, why, pending, size = 'compact-md', onRemove }: RemoveButtonProps) {
  const { t } = useTexts();
  const [opened, setOpened] = useState(false);
  return (
    <Popover opened={opened} onChange={setOpened} withArrow trapFocus position="bottom-end">
      <Popover.Target>
        <Button size={size} variant="default" aria-label={label} onClick={() => setOpened(!opened)}>
          {t('schedules.remove')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown maw={320}>
        <Text size="sm">{why}</Text>
        <Group mt="sm" gap="xs">
          <Button size="compact-sm" color="stop" loading={pending} onClick={onRemove}>
            {t('schedules.removeGo')}
          </Button>
          {/* A key that is held must not answer the question. */}
          <Button data-autofocus size="compact-sm" variant="subtle" onClick={() => setOpened(false)}>
            {t('schedules.keep')}
          </Button>
        </Group>
      </Popover.Dropdown>
    </Popover>
  );
}
