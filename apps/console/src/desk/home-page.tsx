import { isPracticeComputer } from '@alongside/desk';
import { EmptyState, useTexts } from '@alongside/ui';
import { Button, Group, Kbd, Text, VisuallyHidden } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { PracticeCard } from '../practice/practice-card.tsx';
import { useObservable } from '../shared/use-observable.ts';
import { useDesk, useMay } from './desk-context.ts';

/** Before a request is chosen. */
export function HomePage() {
  const { t } = useTexts();
  const { client } = useDesk();
  const may = useMay();
  const queue = useObservable(client.queue);
  const presence = useObservable(client.presence);
  const mayHelp = useObservable(client.keys)?.approved !== false;
  const tickets = queue?.tickets.filter((ticket) => ticket.state === 'waiting') ?? [];
  const waiting = tickets.length;
  const isQuiet = tickets.every((ticket) => isPracticeComputer(ticket.device?.name ?? ''));
  return (
    <div style={{ minHeight: '100%', display: 'grid', placeItems: 'center', alignContent: 'center', padding: 16 }}>
      <VisuallyHidden component="h1">{t('queue.label')}</VisuallyHidden>
      <EmptyState
        order={2}
        title={waiting === 0 ? t('queue.nobody') : t('home.waiting', { count: waiting })}
        action={waiting === 0 && may('devices.enroll') ? <NextForAdmin /> : null}
      >
        <Text component="span" c="dimmed">
          {mayHelp ? (waiting === 0 ? t(`home.presence.${presence}`) : t('home.choose')) : t('home.notAdded')}
        </Text>
        <br />
        <Text component="span" size="sm" c="dimmed">
          <Kbd>j</Kbd> <Kbd>k</Kbd> {t('home.move')} · <Kbd>c</Kbd> {t('home.claim')} · <Kbd>?</Kbd> {t('home.keys')}
        </Text>
      </EmptyState>
      {isQuiet && may('tickets.claim') ? <PracticeCard /> : null}
    </div>
  );
}

/** What brings requests, and somebody to take them: a new desk has neither. */
function NextForAdmin() {
  const { t } = useTexts();
  return (
    <Group gap="xs" justify="center">
      <Button
        variant="default"
        size="compact-md"
        renderRoot={(props) => <Link to="/settings/$section" params={{ section: 'devices' }} {...props} />}
      >
        {t('home.enroll')}
      </Button>
      <Button
        variant="default"
        size="compact-md"
        renderRoot={(props) => <Link to="/settings/$section" params={{ section: 'people' }} {...props} />}
      >
        {t('home.invite')}
      </Button>
    </Group>
  );
}
