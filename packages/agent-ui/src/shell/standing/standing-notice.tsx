import { type SessionView, shellPage } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Button, Stack, Text } from '@mantine/core';
import { useEffect } from 'react';
import { useAsk, useCore } from '../core/core-context.tsx';
import classes from './standing-notice.module.css';

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
  const { group } = standing;
  const day = formats.day(standing.madeAt, Date.now());
  return (
    <section className={classes.notice} role="status" aria-label={t('standing.notice.title', { name })}>
      <Stack gap="xs">
        <Text fw={620} fz="lg">
          {t('standing.notice.title', { name })}
        </Text>
        <Text>
          {group === null ? t('standing.notice.text', { name, day }) : t('standing.notice.group', { name, group, day })}
        </Text>
        <div>
          <Button color="stop" className={classes.stop ?? ''} onClick={() => void ask(shellPage.sessionStop, { by: 'button' })}>
            {t('standing.notice.stop')}
          </Button>
        </div>
      </Stack>
    </section>
  );
}
