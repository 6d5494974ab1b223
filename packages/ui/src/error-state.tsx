import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { useUiTexts } from './texts/use-texts.ts';

export interface ErrorStateProps {
  /** What happened. */
  readonly happened: string;
  /** What is safe: "nothing was sent", "your text is kept". */
  readonly safe: string;
  /** What to do now. */
  readonly todo: string;
  /** From base's table; small, to read out. */
  readonly code?: string;
  /** What was tried, below the rest, for whoever looks after the network. */
  readonly detail?: string;
  readonly onRetry?: () => void;
}

/** An error in its three parts, announced to screen readers. */
export function ErrorState({ happened, safe, todo, code, detail, onRetry }: ErrorStateProps) {
  const t = useUiTexts();
  return (
    <Alert role="alert" variant="outline" color="stop" title={happened} icon={<IconAlertCircle stroke={1.5} aria-hidden />}>
      <Stack gap="sm">
        <Text size="sm">
          {safe} {todo}
        </Text>
        {onRetry === undefined ? null : (
          <Group>
            <Button size="sm" variant="default" onClick={onRetry}>
              {t('error.retry')}
            </Button>
          </Group>
        )}
        {detail === undefined ? null : (
          <Text size="xs" c="dimmed">
            {detail}
          </Text>
        )}
        {code === undefined ? null : (
          <Text size="xs" c="dimmed" ff="monospace">
            {t('error.code', { code })}
          </Text>
        )}
      </Stack>
    </Alert>
  );
}
