import { useTexts } from '@alongside/ui';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { AskFirst } from '../shared/ask-first.tsx';

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
    <AskFirst
      opened={opened}
      onOpened={setOpened}
      why={t('editing.dropWhy')}
      go={t('editing.dropGo')}
      keep={t('editing.dropKeep')}
      onGo={drop}
    >
      <Button variant="default" onClick={() => (isWritten ? setOpened(!opened) : drop())}>
        {t('editing.drop')}
      </Button>
    </AskFirst>
  );
}
