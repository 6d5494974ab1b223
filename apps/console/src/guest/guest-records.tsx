import { SaveRecord, useCore } from '@alongside/agent-ui/browser';
import { shellPage } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Group, List, Paper, Stack, Text, Title } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { z } from 'zod';

type Past = z.infer<typeof shellPage.pastSession>;

/** Records of sessions in this browser by this link: also of those that a page that was closed or loaded again left behind. */
export function GuestRecords() {
  const { t } = useTexts();
  const formats = useFormats();
  const { client, setFailure } = useCore();
  const [past, setPast] = useState<readonly Past[]>([]);
  useEffect(() => {
    client.call(shellPage.historyList, {}).then(setPast, setFailure);
  }, [client, setFailure]);
  if (past.length === 0) return null;
  return (
    <Paper p="md" component="section" aria-label={t('guest.records.title')}>
      <Stack gap="sm">
        <Title order={2}>{t('guest.records.title')}</Title>
        <Text size="sm">{t('guest.records.text')}</Text>
        <List listStyleType="none" spacing="xs">
          {past.map(({ sessionId, number, technician, startedAt }) => (
            <List.Item key={sessionId}>
              <Group justify="space-between" gap="sm">
                <Text component="span">{t('guest.records.one', { name: technician, time: formats.dayAndTime(startedAt) })}</Text>
                <SaveRecord sessionId={sessionId} number={number} />
              </Group>
            </List.Item>
          ))}
        </List>
      </Stack>
    </Paper>
  );
}
