import { http } from '@alongside/protocol';
import { StatusLight, useFormats, useTexts } from '@alongside/ui';
import { Button, Group, Modal, Paper, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { RemoveButton } from '../shared/remove-button.tsx';
import { useNotices } from '../shared/use-notices.ts';
import { useFleetChange } from './use-fleet.ts';
import type { Webhook } from './use-webhooks.ts';
import { WebhookDeliveries } from './webhook-deliveries.tsx';
import { WebhookForm, type WebhookTarget } from './webhook-form.tsx';

/** One place that is told, and what became of what was sent there. */
export function WebhookCard({ webhook: { id, url, topics, createdAt, paused } }: { readonly webhook: Webhook }) {
  const { t } = useTexts();
  const formats = useFormats();
  const notices = useNotices();
  const [editing, setEditing] = useState(false);
  const params = { id };
  const move = useFleetChange((api, to: WebhookTarget) => api.callRoute(http.webhookWrite, { params, body: { ...to, paused } }));
  const pause = useFleetChange((api, on: boolean) => api.callRoute(http.webhookWrite, { params, body: { url, paused: on } }));
  const test = useFleetChange((api, _: undefined) => api.callRoute(http.webhookTry, { params, body: {} }));
  const remove = useFleetChange((api, _: undefined) => api.callRoute(http.webhookRemove, { params, body: {} }));
  return (
    <Paper withBorder p="md" component="article" aria-label={url}>
      <Group justify="space-between" align="start" gap="sm">
        <div style={{ minWidth: 0 }}>
          <Title order={2} size="h3" style={{ overflowWrap: 'anywhere' }}>
            {url}
          </Title>
          {paused ? (
            <StatusLight of="unknown">{t('webhooks.paused')}</StatusLight>
          ) : (
            <Text size="sm" c="dimmed">
              {[
                ...topics.map((topic) => t(`webhooks.topic.${topic}`)),
                t('webhooks.since', { when: formats.dayAndTime(createdAt) }),
              ].join(' · ')}
            </Text>
          )}
        </div>
        <Group gap="xs">
          <Button
            size="compact-md"
            disabled={paused}
            loading={test.isPending}
            onClick={() => test.mutate(undefined, { onError: notices.failed })}
          >
            {t('webhooks.test')}
          </Button>
          <Button size="compact-md" variant="default" onClick={() => setEditing(true)}>
            {t('webhooks.edit')}
          </Button>
          <Button
            size="compact-md"
            variant="default"
            loading={pause.isPending}
            onClick={() => pause.mutate(!paused, { onError: notices.failed })}
          >
            {t(paused ? 'schedules.resume' : 'schedules.pause')}
          </Button>
          <RemoveButton
            label={t('webhooks.removeOf', { url })}
            why={t('webhooks.removeWhy')}
            pending={remove.isPending}
            onRemove={() => remove.mutate(undefined, { onError: notices.failed })}
          />
        </Group>
      </Group>
      <WebhookDeliveries id={id} paused={paused} />
      <Modal
        opened={editing}
        onClose={() => setEditing(false)}
        title={t('webhooks.editTitle')}
        closeButtonProps={{ 'aria-label': t('app.close') }}
        size="lg"
      >
        <WebhookForm url={url} topics={topics} go={t('schedules.save')} change={move} onDone={() => setEditing(false)} />
      </Modal>
    </Paper>
  );
}
