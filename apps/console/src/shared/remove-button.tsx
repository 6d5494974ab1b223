import { useTexts } from '@alongside/ui';
import { Button } from '@mantine/core';
import { useState } from 'react';
import { AskFirst } from './ask-first.tsx';

export interface RemoveButtonProps {
  /** What is removed, for who does not see where the button stands. */
  readonly label: string;
  /** What is lost with it. */
  readonly why: string;
  readonly pending: boolean;
  /** Where it is taken away by another word. */
  readonly words?: { readonly ask: string; readonly go: string };
  /** As large as what stands beside it. */
  readonly size?: 'compact-xs' | 'compact-sm' | 'compact-md';
  readonly onRemove: () => void;
}

/** Takes something away for good, after saying what that ends. */
export function RemoveButton({ label, why, pending, words, size = 'compact-md', onRemove }: RemoveButtonProps) {
  const { t } = useTexts();
  const [opened, setOpened] = useState(false);
  return (
    <AskFirst
      opened={opened}
      onOpened={setOpened}
      why={why}
      go={words?.go ?? t('remove.go')}
      keep={t('remove.keep')}
      pending={pending}
      onGo={onRemove}
    >
      <Button size={size} variant="default" aria-label={label} onClick={() => setOpened(!opened)}>
        {words?.ask ?? t('remove.ask')}
      </Button>
    </AskFirst>
  );
}
