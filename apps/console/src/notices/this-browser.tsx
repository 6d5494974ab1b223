import { useTexts } from '@alongside/ui';
import { Button, Group, Stack, Switch, Text } from '@mantine/core';
import { IconVolume } from '@tabler/icons-react';
import { useState } from 'react';
import { useServices } from '../shared/services.ts';
import { useObservable } from '../shared/use-observable.ts';
import { playTone } from './tone.ts';

type Permission = 'unsupported' | NotificationPermission;
const permissionNow = (): Permission => ('Notification' in window ? Notification.permission : 'unsupported');

/** What this browser may do to be noticed: sound, and notifications once its reader has switched them on. */
export function ThisBrowser() {
  const { t } = useTexts();
  const { preferences } = useServices();
  const sound = useObservable(preferences.sound);
  const asked = useObservable(preferences.notificationsAsked);
  const [permission, setPermission] = useState(permissionNow);
  const isOn = asked === 'yes' && permission === 'granted';
  const change = async (wanted: boolean) => {
    preferences.notificationsAsked.set(wanted ? 'yes' : 'later');
    // Asked only now that somebody pressed.
    if (wanted) setPermission(await Notification.requestPermission());
  };
  return (
    <Stack gap="sm">
      <Group gap="md" align="flex-start">
        <Switch
          label={t('sound.label')}
          description={t('sound.why')}
          checked={sound}
          onChange={(event) => preferences.sound.set(event.currentTarget.checked)}
        />
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<IconVolume size={16} stroke={1.5} aria-hidden />}
          onClick={() => void preview()}
        >
          {t('sound.preview')}
        </Button>
      </Group>
      <Switch
        label={t('notifications.label')}
        description={t('notifications.why')}
        checked={isOn}
        disabled={permission === 'denied' || permission === 'unsupported'}
        onChange={(event) => void change(event.currentTarget.checked)}
      />
      {permission === 'denied' || permission === 'unsupported' ? (
        <Text size="sm" role="status">
          {t(`notifications.state.${permission}`)}
        </Text>
      ) : null}
    </Stack>
  );
}

async function preview(): Promise<void> {
  const audio = new AudioContext();
  await audio.resume();
  playTone(audio);
  setTimeout(() => void audio.close(), PREVIEW_MS);
}

const PREVIEW_MS = 1_000;
