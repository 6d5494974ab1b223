import { type FollowedRequest, shellPage } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useAsk } from '../core/core-context.tsx';
import classes from './files.module.css';

interface RequestFilesProps {
  readonly requestId: string;
  readonly files: FollowedRequest['files'];
  readonly onChanged: () => Promise<void>;
}

/** What files are with the request, by name; what its user sent, its user can take back. */
export function RequestFiles({ requestId, files, onChanged }: RequestFilesProps) {
  const { t } = useTexts();
  const formats = useFormats();
  const ask = useAsk();
  const [taking, setTaking] = useState<string>();
  if (files.length === 0) return null;
  const takeBack = async (attachmentId: string) => {
    setTaking(attachmentId);
    if (await ask(shellPage.fileTakeBack, { requestId, attachmentId })) await onChanged();
    setTaking(undefined);
  };
  return (
    <section>
      <Title order={2} mb="xs">
        {t('files.title')}
      </Title>
      <ul className={classes.list}>
        {files.map(({ id, name, bytes, from, by, at, until }) => (
          <li key={id}>
            <Group gap="sm" justify="space-between">
              <Stack gap={2} className={classes.words ?? ''}>
                <Text>{name}</Text>
                <Text size="sm" c="dimmed">
                  {t('files.row', {
                    size: formats.bytes(bytes),
                    name: from === 'user' ? t('chat.you') : by,
                    time: formats.dayAndTime(at),
                  })}
                </Text>
                {until === undefined ? null : (
                  <Text size="sm" c="dimmed">
                    {t('files.until', { day: formats.fullDay(until) })}
                  </Text>
                )}
              </Stack>
              {from === 'user' ? (
                <Button
                  variant="default"
                  size="xs"
                  loading={taking === id}
                  aria-label={t('files.takeBackName', { name })}
                  onClick={() => void takeBack(id)}
                >
                  {t('files.takeBack')}
                </Button>
              ) : null}
            </Group>
          </li>
        ))}
      </ul>
    </section>
  );
}
