import { isOnce } from '@alongside/consent';
import { type SessionView, shellPage } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Divider, Paper, Stack, Text, Title } from '@mantine/core';
import { meaningOf } from '../bar/bar-state.ts';
import { useAsk } from '../core/core-context.tsx';
import { useProlong } from '../parts/notices.tsx';
import { keyOf } from '../texts/texts.ts';
import { LightRow } from './light-row.tsx';
import { WatcherRow } from './watcher-row.tsx';
import { watcherOf } from './watching.ts';

/** "10 more" is offered when a grant has no more than this left. */
const SOON_MS = 120_000;

/** What is allowed, for how long, and the button that takes it back. */
export function LightsPanel({ session }: { session: SessionView }) {
  const { t } = useTexts();
  const ask = useAsk();
  const prolong = useProlong();
  const { sessionId } = session;
  const { name } = session.technician;
  const watcher = watcherOf(session);
  return (
    <Paper p="md" component="section">
      <Stack gap="sm">
        <Title order={2}>{t('session.allowed', { name })}</Title>
        {session.lights.length === 0 ? <Text>{t('session.nothingAllowed', { name })}</Text> : null}
        {session.lights.map((light) => {
          const { capability, grantId, remainingMs } = light;
          const what = t(`capability.${keyOf(capability)}`);
          return (
            <LightRow key={grantId} light={light} of={meaningOf(capability)} what={what} told={session}>
              {remainingMs <= SOON_MS && !isOnce(capability) ? (
                <Button
                  size="sm"
                  variant="default"
                  aria-label={t('session.moreLabel', { what })}
                  onClick={() => prolong(sessionId, capability)}
                >
                  {t('session.more')}
                </Button>
              ) : null}
              <Button
                size="sm"
                variant="default"
                aria-label={t('session.takeBackLabel', { what })}
                onClick={() => void ask(shellPage.grantTakeBack, { sessionId, capability })}
              >
                {t('session.takeBack')}
              </Button>
            </LightRow>
          );
        })}
        {watcher === undefined ? null : (
          <>
            <Divider />
            <WatcherRow session={session} watcher={watcher} />
          </>
        )}
      </Stack>
    </Paper>
  );
}
