import type { BrowserKey } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Group, Popover, Text } from '@mantine/core';
import { useState } from 'react';
import { useKeyDecision } from './use-browser-keys.ts';

/** Takes a browser's key away, for good, after saying what that ends. */
export function RemoveKeyButton({ browserKey }: { readonly browserKey: BrowserKey }) {
  const { t } = useTexts();
  const [opened, setOpened] = useState(false);
  const decide = useKeyDecision();
  const { label } = browserKey;
  return (
    <Popover opened={opened} onChange={setOpened} withArrow trapFocus position="bottom-end">
      <Popover.Target>
        <Button
          size="compact-sm"
          variant="default"
          aria-label={t('browserKeys.removeOf', { label })}
          onClick={() => setOpened(!opened)}
        >
          {t('browserKeys.remove')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown maw={320}>
        <Text size="sm">{t('browserKeys.removeWhy', { label })}</Text>
        <Group mt="sm" gap="xs">
          <Button
            size="compact-sm"
            color="stop"
            loading={decide.isPending}
            onClick={() => decide.mutate({ key: browserKey, decision: 'remove' }, { onSuccess: () => setOpened(false) })}
          >
            {t('browserKeys.removeGo')}
          </Button>
          <Button size="compact-sm" variant="subtle" onClick={() => setOpened(false)}>
            {t('browserKeys.keep')}
          </Button>
        </Group>
      </Popover.Dropdown>
    </Popover>
  );
}
