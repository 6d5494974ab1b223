import { useTexts } from '@alongside/ui';
import { CloseButton, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './notes.module.css';

export interface NoteProps {
  readonly children: ReactNode;
  /** Buttons. */
  readonly actions?: ReactNode;
  readonly onDismiss?: () => void;
}

/** One banner, announced politely. */
export function Note({ children, actions, onDismiss }: NoteProps) {
  const { t } = useTexts();
  return (
    <div className={classes.note} role="status">
      <Group justify="space-between" wrap="nowrap" align="start">
        <Text>{children}</Text>
        {onDismiss === undefined ? null : <CloseButton aria-label={t('notice.dismiss')} onClick={onDismiss} />}
      </Group>
      {actions === undefined ? null : <Group gap="sm">{actions}</Group>}
    </div>
  );
}
