import { type SessionView, shellPage } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconHomeDown } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useAsk, useCore } from '../core/core-context.tsx';

/** Somebody is in whom nobody let in just now. It stays as long as they do; until it stands here nothing begins. */
export function StandingNotice({ session }: { session: SessionView }) {
  const { t } = useTexts();
  const formats = useFormats();
  const { client } = useCore();
  const ask = useAsk();
  const { sessionId, standing, technician } = session;
  const shown = standing !== null;
  useEffect(() => {
    if (shown) client.notify(shellPage.standingShown, { sessionId });
  }, [client, shown, sessionId]);
  if (standing === null) return null;
  const { name } = technician;
  return (
    <Alert
      variant="outline"
      color="controlled"
      icon={<IconHomeDown stroke={1.5} aria-hidden />}
      title={t('standing.notice.title', { name })}
    >
      <Stack gap="sm">
        <Text>{t('standing.notice.text', { name, day: formats.day(standing.madeAt, Date.now()) })}</Text>
        <Group>
          <Button color="stop" onClick={() => void ask(shellPage.sessionStop, { by: 'button' })}>
            {t('standing.notice.stop')}
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
