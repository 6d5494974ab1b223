import { type SessionView, shellPage, type WatcherView } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Group, Stack, Text } from '@mantine/core';
import { useAsk } from '../core/core-context.tsx';
import { LightRow } from './light-row.tsx';

export interface WatcherRowProps {
  readonly session: SessionView;
  readonly watcher: WatcherView;
}

/** Whoever watches, what they get, and the ways to end it. More time is asked for anew, never given from here. */
export function WatcherRow({ session, watcher }: WatcherRowProps) {
  const { t } = useTexts();
  const ask = useAsk();
  const { sessionId, state, light } = watcher;
  const { name } = watcher.technician;
  const helper = session.technician.name;
  const key = state === 'connecting' || state === 'lost' ? state : light === null ? 'reads' : 'allowed';
  return (
    <Stack gap="sm" component="section" aria-label={t('session.watch.label', { name })}>
      <Group justify="space-between" gap="sm">
        <Text>{t(`session.watch.${key}`, { name })}</Text>
        <Button size="sm" variant="default" onClick={() => void ask(shellPage.watchEnd, { sessionId })}>
          {t('session.watch.end', { name })}
        </Button>
      </Group>
      {light === null ? null : (
        <LightRow light={light} of="viewed" what={t('session.watch.screen', { name, helper })} told={session}>
          <Button
            size="sm"
            variant="default"
            aria-label={t('session.watch.takeBackLabel', { name })}
            onClick={() => void ask(shellPage.grantTakeBack, { sessionId, capability: light.capability })}
          >
            {t('session.takeBack')}
          </Button>
        </LightRow>
      )}
    </Stack>
  );
}
