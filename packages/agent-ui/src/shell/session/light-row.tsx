import type { SessionView } from '@alongside/protocol';
import { Countdown, type Meaning, StatusLight, useTexts } from '@alongside/ui';
import { Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';

export interface LightRowProps {
  readonly light: SessionView['lights'][number];
  readonly of: Meaning;
  readonly what: string;
  /** Anything that is new with each telling of the core. */
  readonly told: unknown;
  /** Buttons. */
  readonly children: ReactNode;
}

/** One thing that is allowed, whether it is in use, and for how long. */
export function LightRow({ light: { inUse, frozen, remainingMs }, of, what, told, children }: LightRowProps) {
  const { t } = useTexts();
  return (
    <Group justify="space-between" gap="sm">
      <Group gap="sm">
        <StatusLight of={of} filled={inUse && !frozen}>
          <Text component="span" fw={550}>
            {what}
          </Text>
        </StatusLight>
        <Text size="sm" c="dimmed">
          {t(frozen ? 'bar.frozen' : inUse ? 'bar.inUse' : 'bar.allowedOnly')}
          {' · '}
          <Countdown remainingMs={remainingMs} told={told} text={(time) => t('bar.left', { time })} />
        </Text>
      </Group>
      <Group gap="sm">{children}</Group>
    </Group>
  );
}
