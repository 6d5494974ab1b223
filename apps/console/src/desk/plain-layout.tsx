import { useTexts } from '@alongside/ui';
import { Button, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useDesk } from './desk-context.ts';

/** For accounts without a place at the desk: who is here, and the way out. */
export function PlainLayout({ organisationName, children }: { readonly organisationName: string; readonly children: ReactNode }) {
  const { t } = useTexts();
  const { user, signOut } = useDesk();
  return (
    <div>
      <Group
        component="header"
        justify="space-between"
        px="lg"
        py="xs"
        style={{ borderBottom: '1px solid var(--mantine-color-default-border)' }}
      >
        <Text fw={620}>{organisationName}</Text>
        <Group gap="md">
          <Text c="dimmed">
            {user.name} · {t(`role.${user.role}`)}
          </Text>
          <Button variant="default" size="compact-md" onClick={() => void signOut()}>
            {t('account.signOut')}
          </Button>
        </Group>
      </Group>
      <main id="main">{children}</main>
    </div>
  );
}
