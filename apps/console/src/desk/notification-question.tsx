import { useTexts } from '@alongside/ui';
import { Button, Group, Text } from '@mantine/core';
import { useServices } from '../shared/services.ts';
import { useObservable } from '../shared/use-observable.ts';
import classes from './queue.module.css';

/** Asked once, in the page, before the browser's own question. */
export function NotificationQuestion() {
  const { t } = useTexts();
  const { preferences } = useServices();
  const asked = useObservable(preferences.notificationsAsked);
  if (asked !== 'not-yet' || !('Notification' in window) || Notification.permission !== 'default') return <div />;
  const allow = () => {
    preferences.notificationsAsked.set('yes');
    void Notification.requestPermission();
  };
  return (
    <section className={classes.ask} aria-label={t('notifications.label')}>
      <Text size="sm">{t('notifications.question')}</Text>
      <Group gap="xs" mt="xs">
        <Button size="compact-sm" onClick={allow}>
          {t('notifications.yes')}
        </Button>
        <Button size="compact-sm" variant="subtle" onClick={() => preferences.notificationsAsked.set('later')}>
          {t('notifications.no')}
        </Button>
      </Group>
    </section>
  );
}
