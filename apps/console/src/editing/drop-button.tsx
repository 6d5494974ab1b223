import { useTexts } from '@alongside/ui';
import { Button, Group, Popover, Text } from '@mantine/core';
import { useState } from 'react';

export interface DropButtonProps {
  /** Something was typed that is saved nowhere; without it there is nothing to ask about. */
  readonly isWritten: boolean;
  readonly onDrop: () => void;
}

/** Throws away what was typed, beside the button that saves it: one press would be a whole article. */
export function DropButton({ isWritten, onDrop }: DropButtonProps) {
  const { t } = useTexts();
  const [opened, setOpened] = useState(false);
  const drop = () => {
    setOpened(false);
    onDrop();
  };
  return (
    <Popover opened={opened} onChange={setOpened} withArrow trapFocus position="bottom-end">
      <Popover.Target>
        <Button variant="default" onClick={() => (isWritten ? setOpened(!opened) : drop())}>
          {t('editing.drop')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown maw={320}>
        <Text size="sm">{t('editing.dropWhy')}</Text>
        <Group mt="sm" gap="xs">
          <Button size="compact-sm" color="stop" onClick={drop}>
            {t('editing.dropGo')}
          </Button>
          {/* A key that is held must not answer the question. */}
          <Button data-autofocus size="compact-sm" variant="subtle" onClick={() => setOpened(false)}>
            {t('editing.dropKeep')}
          </Button>
        </Group>
      </Popover.Dropdown>
    </Popover>
  );
}
