import { Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';

export interface EmptyStateProps {
  /** What will be here. */
  readonly title: string;
  /** What to do. */
  readonly children?: ReactNode;
  /** A button, where there is something to press. */
  readonly action?: ReactNode;
  /** The heading's level, one below what it stands under. */
  readonly order?: 2 | 3 | 4;
}

/** Instead of an empty list. */
export function EmptyState({ title, children, action, order = 3 }: EmptyStateProps) {
  return (
    <Stack align="center" gap="sm" py="xl" px="md" ta="center">
      <Title order={order} size="h3">
        {title}
      </Title>
      {children === undefined ? null : (
        <Text c="dimmed" maw="44ch">
          {children}
        </Text>
      )}
      {action}
    </Stack>
  );
}
