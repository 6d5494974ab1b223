import type { SessionView, WatcherView } from '@alongside/protocol';
import { StatusLight, useTexts } from '@alongside/ui';
import { Text, VisuallyHidden } from '@mantine/core';
import { watching } from '../session/watching.ts';

/** "Ben is helping · Ana is watching": who is in the session, where that is more than one. */
export function InSession({ session, watcher }: { readonly session: SessionView; readonly watcher: WatcherView }) {
  const { t } = useTexts();
  const { light, technician } = watcher;
  const now = watching(watcher);
  // Whose connection is lost does not help now: the line above says so.
  const helps = session.link.state === 'live' ? `${t('bar.helps', { name: session.technician.name })} · ` : '';
  const meaning = now === 'lost' ? 'offline' : light === null ? 'idle' : 'viewed';
  return (
    <StatusLight of={meaning} filled={now === 'sees'}>
      <Text component="span" size="sm">
        {helps}
        {t(`bar.watch.${now}`, { name: technician.name })}
      </Text>
      {light === null ? null : (
        <VisuallyHidden component="span">
          {`, ${t('capability.screen')}: ${t(light.frozen ? 'bar.frozen' : light.inUse ? 'bar.inUse' : 'bar.allowedOnly')}`}
        </VisuallyHidden>
      )}
    </StatusLight>
  );
}
