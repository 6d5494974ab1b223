import { presence as presenceSchema } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Group, Radio, Stack, Switch, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useDesk, useMay } from '../desk/desk-context.ts';
import { OwnBrowsers } from '../keys/own-browsers.tsx';
import { NoticeChoices } from '../notices/notice-choices.tsx';
import { useServices } from '../shared/services.ts';
import { useNotices } from '../shared/use-notices.ts';
import { useObservable } from '../shared/use-observable.ts';
import { LanguageField } from './language-field.tsx';

type Permission = 'unsupported' | NotificationPermission;
const permissionNow = (): Permission => ('Notification' in window ? Notification.permission : 'unsupported');

/** One's own: whether one is there, sound, notifications. */
export function OwnSection() {
  const { t } = useTexts();
  const { preferences } = useServices();
  const { client, user, signOut } = useDesk();
  const may = useMay();
  const notices = useNotices();
  const sound = useObservable(preferences.sound);
  const presence = useObservable(client.presence);
  const state = useObservable(client.state);
  const [permission, setPermission] = useState(permissionNow);
  const choose = useMutation({ mutationFn: client.setPresence.bind(client), onError: notices.failed });
  const ask = async () => {
    preferences.notificationsAsked.set('yes');
    setPermission(await Notification.requestPermission());
  };
  return (
    <Stack gap="lg" maw={760}>
      <div>
        <Text fw={620}>{user.name}</Text>
        <Text c="dimmed">
          {user.email} · {t(`role.${user.role}`)}
        </Text>
      </div>
      {may('desk.connect') ? (
        <>
          <Radio.Group
            label={t('presence.label')}
            description={t('presence.why')}
            value={presence}
            onChange={(next) => choose.mutate(presenceSchema.parse(next))}
          >
            <Group mt="xs">
              {presenceSchema.options.map((option) => (
                <Radio key={option} value={option} label={t(`presence.${option}`)} disabled={state.state !== 'online'} />
              ))}
            </Group>
          </Radio.Group>
          <Switch
            label={t('sound.label')}
            description={t('sound.why')}
            checked={sound}
            onChange={(event) => preferences.sound.set(event.currentTarget.checked)}
          />
          <div>
            <Text fw={500}>{t('notifications.label')}</Text>
            <Text size="sm" c="dimmed" mb="xs">
              {t(`notifications.state.${permission}`)}
            </Text>
            {permission === 'default' ? (
              <Button size="compact-sm" variant="default" onClick={() => void ask()}>
                {t('notifications.yes')}
              </Button>
            ) : null}
          </div>
        </>
      ) : null}
      <LanguageField />
      {may('desk.connect') ? <NoticeChoices /> : null}
      {may('keys.vouch') ? <OwnBrowsers /> : null}
      <Group>
        <Button variant="default" onClick={() => void signOut()}>
          {t('account.signOut')}
        </Button>
      </Group>
    </Stack>
  );
}
