import type { BrowserKey } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Button, Group, Skeleton, Stack, Table, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useDesk } from '../desk/desk-context.ts';
import { Failure } from '../shared/failure.tsx';
import { useObservable } from '../shared/use-observable.ts';
import { AddKeyDialog } from './add-key-dialog.tsx';
import { KeyState } from './key-state.tsx';
import { KeyWords } from './key-words.tsx';
import { RemoveKeyButton } from './remove-key-button.tsx';
import { useBrowserKeys } from './use-browser-keys.ts';

/** The browsers on which this person helps: each has a key of its own, which the others vouch for. */
export function OwnBrowsers() {
  const { t } = useTexts();
  const formats = useFormats();
  const { client, user } = useDesk();
  const { data, error, isPending, refetch } = useBrowserKeys();
  const online = useObservable(client.state).state === 'online';
  const counts = useObservable(client.keys)?.approved === true && online;
  const [adding, setAdding] = useState<BrowserKey>();
  const own = client.registered;
  const mine = data?.filter((key) => key.user.id === user.id && key.removedAt === null) ?? [];
  return (
    <Stack gap="xs" maw={760}>
      <Title order={2} size="h3">
        {t('browserKeys.title')}
      </Title>
      <Text size="sm" c="dimmed">
        {t('browserKeys.why')}
      </Text>
      {own === undefined ? null : (
        <div>
          <Text size="sm" mb={4}>
            {t('browserKeys.ownWords')}
          </Text>
          <KeyWords publicKey={own.key.publicKey} />
        </div>
      )}
      {error === null ? null : <Failure error={error} onRetry={() => void refetch()} />}
      {isPending ? <Skeleton height={80} /> : null}
      {mine.length === 0 ? null : (
        <Table fz="sm" verticalSpacing={6} mt="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('browserKeys.browser')}</Table.Th>
              <Table.Th>{t('browserKeys.made')}</Table.Th>
              <Table.Th>{t('browserKeys.lastUsed')}</Table.Th>
              <Table.Th>{t('browserKeys.state')}</Table.Th>
              <Table.Td />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {mine.map((key) => (
              <Table.Tr key={key.id}>
                <Table.Td>{key.id === own?.keyId ? t('browserKeys.thisOne', { label: key.label }) : key.label}</Table.Td>
                <Table.Td>{formats.dayAndTime(key.createdAt)}</Table.Td>
                <Table.Td>{key.lastUsedAt === null ? '–' : formats.dayAndTime(key.lastUsedAt)}</Table.Td>
                <Table.Td>
                  <KeyState browserKey={key} />
                </Table.Td>
                <Table.Td>
                  {counts && key.id !== own?.keyId ? (
                    <Group gap="xs" justify="end" wrap="nowrap">
                      {key.approved === null ? (
                        <Button size="compact-sm" onClick={() => setAdding(key)}>
                          {t('browserKeys.add')}
                        </Button>
                      ) : null}
                      <RemoveKeyButton browserKey={key} />
                    </Group>
                  ) : null}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      <AddKeyDialog browserKey={adding} onClose={() => setAdding(undefined)} />
    </Stack>
  );
}
