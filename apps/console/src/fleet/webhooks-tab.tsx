import { http } from '@alongside/protocol';
import { EmptyState, useTexts } from '@alongside/ui';
import { Group, Paper, Skeleton, Stack, Text } from '@mantine/core';
import { Failure } from '../shared/failure.tsx';
import { CopyField } from '../trust/copy-field.tsx';
import { useFleetChange } from './use-fleet.ts';
import { useWebhooks } from './use-webhooks.ts';
import { WebhookCard } from './webhook-card.tsx';
import { WebhookForm, type WebhookTarget } from './webhook-form.tsx';

/** Programs that are told of alerts and tickets. */
export function WebhooksTab() {
  const { t } = useTexts();
  const webhooks = useWebhooks();
  const make = useFleetChange((api, body: WebhookTarget) => api.callRoute(http.webhookCreate, { body }));
  if (webhooks.error !== null) return <Failure error={webhooks.error} onRetry={() => void webhooks.refetch()} />;
  if (webhooks.data === undefined) return <Skeleton height={120} />;
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed" maw="80ch">
        {t('webhooks.lead')}
      </Text>
      <WebhookForm key={webhooks.data.length} url="" topics={['alerts']} go={t('webhooks.make')} change={make} />
      {make.data === undefined ? null : (
        <Paper withBorder p="md" role="status">
          <CopyField label={t('webhooks.secret')} text={make.data.secret} />
          <Text size="sm" c="dimmed" mt="xs">
            {t('webhooks.secretOnce')}
          </Text>
        </Paper>
      )}
      {webhooks.data.length === 0 ? (
        <EmptyState order={2} title={t('webhooks.none')}>
          {t('webhooks.noneMore')}
        </EmptyState>
      ) : null}
      <Group component="section" gap="sm" aria-label={t('webhooks.list')} grow preventGrowOverflow={false}>
        {webhooks.data.map((webhook) => (
          <WebhookCard key={webhook.id} webhook={webhook} />
        ))}
      </Group>
    </Stack>
  );
}
