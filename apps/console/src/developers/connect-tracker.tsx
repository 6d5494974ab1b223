import { http } from '@alongside/protocol';
import { StatusLight, useTexts } from '@alongside/ui';
import { List, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useWebhooks } from '../fleet/use-webhooks.ts';
import problems from '../problems/problems.module.css';

/** How the developers' tracker is connected, and how far that is. `hasKey`: a key that is good may answer for them. */
export function ConnectTracker({ hasKey }: { readonly hasKey: boolean }) {
  const { t } = useTexts();
  const webhooks = useWebhooks().data ?? [];
  const told = webhooks.filter(({ paused, topics }) => !paused && topics.includes('developers')).length;
  return (
    <Stack gap="xs" component="section" aria-label={t('developers.connect.title')} maw={720}>
      <Title order={2} size="h4">
        {t('developers.connect.title')}
      </Title>
      <Text size="sm" c="dimmed">
        {t('developers.connect.why')}
      </Text>
      <List size="sm" spacing={4} type="ordered">
        <List.Item>
          {t('developers.connect.webhook')}{' '}
          <Link to="/fleet/{-$section}" params={{ section: 'webhooks' }} className={problems.link}>
            {t('fleet.tab.webhooks')}
          </Link>
        </List.Item>
        <List.Item>{t('developers.connect.key', { scope: t('programs.scope.developers.answer') })}</List.Item>
        <List.Item>{t('developers.connect.bridge', { route: http.developersAnswerWrite.path })}</List.Item>
      </List>
      <StatusLight of={told > 0 ? 'idle' : 'offline'} filled={told > 0}>
        {told === 0 ? t('developers.connect.noTold') : t('developers.connect.told', { count: told })}
      </StatusLight>
      <StatusLight of={hasKey ? 'idle' : 'offline'} filled={hasKey}>
        {t(hasKey ? 'developers.connect.hasKey' : 'developers.connect.noKey')}
      </StatusLight>
    </Stack>
  );
}
