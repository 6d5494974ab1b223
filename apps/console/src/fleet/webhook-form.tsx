import { WEBHOOK_TOPICS, type WebhookTopic, webhookTopic } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Checkbox, Group, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { Failure } from '../shared/failure.tsx';

export interface WebhookTarget {
  readonly url: string;
  readonly topics: WebhookTopic[];
}

export interface WebhookFormProps {
  readonly url: string;
  readonly topics: readonly WebhookTopic[];
  /** The words of the button. */
  readonly go: string;
  readonly change: {
    readonly error: Error | null;
    readonly isPending: boolean;
    readonly mutate: (to: WebhookTarget, options?: { readonly onSuccess?: () => void }) => void;
  };
  readonly onDone?: () => void;
}

export function WebhookForm({ url: before, topics: topicsBefore, go, change, onDone }: WebhookFormProps) {
  const { t } = useTexts();
  const [url, setUrl] = useState(before);
  const [topics, setTopics] = useState(topicsBefore);
  const isSame = url.trim() === before && topics.join() === topicsBefore.join();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ url: url.trim(), topics: [...topics] }, onDone === undefined ? {} : { onSuccess: onDone });
  };
  return (
    <form onSubmit={submit}>
      <Group align="end" gap="sm">
        <TextInput
          type="url"
          label={t('webhooks.url')}
          description={t('webhooks.urlWhy')}
          required
          maxLength={500}
          value={url}
          onChange={(event) => setUrl(event.currentTarget.value)}
          style={{ flex: '1 1 320px', maxWidth: 560 }}
        />
        <Button type="submit" loading={change.isPending} disabled={url.trim() === '' || topics.length === 0 || isSame}>
          {go}
        </Button>
      </Group>
      <Checkbox.Group
        label={t('webhooks.topics')}
        mt="xs"
        value={[...topics]}
        onChange={(next) => setTopics(next.flatMap((each) => webhookTopic.safeParse(each).data ?? []).sort())}
      >
        <Group gap="md" mt={4}>
          {WEBHOOK_TOPICS.map((topic) => (
            <Checkbox key={topic} size="sm" value={topic} label={t(`webhooks.topic.${topic}`)} />
          ))}
        </Group>
      </Checkbox.Group>
      {change.error === null ? null : <Failure error={change.error} safe={t('webhooks.notSaved')} />}
    </form>
  );
}
