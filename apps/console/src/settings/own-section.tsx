import { presence as presenceSchema } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Group, Radio, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useDesk, useMay } from '../desk/desk-context.ts';
import { OwnBrowsers } from '../keys/own-browsers.tsx';
import { NoticeChoices } from '../notices/notice-choices.tsx';
import { QuietSection } from '../notices/quiet-section.tsx';
import { ThisBrowser } from '../notices/this-browser.tsx';
import { useNotices } from '../shared/use-notices.ts';
import { useObservable } from '../shared/use-observable.ts';
import { LanguageField } from './language-field.tsx';

/** One's own: whether one is there, sound, notifications. */
export function OwnSection() {
  const { t } = useTexts();
  const { client, user, signOut } = useDesk();
  const may = useMay();
  const notices = useNotices();
  const presence = useObservable(client.presence);
  const state = useObservable(client.state);
  const choose = useMutation({ mutationFn: client.setPresence.bind(client), onError: notices.failed });
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
          <ThisBrowser />
        </>
      ) : null}
      <LanguageField />
      {may('desk.connect') ? (
        <>
          <NoticeChoices />
          <QuietSection />
        </>
      ) : null}
      {may('keys.vouch') ? <OwnBrowsers /> : null}
      <Group>
        <Button variant="default" onClick={() => void signOut()}>
          {t('account.signOut')}
        </Button>
      </Group>
    </Stack>
  );
}
