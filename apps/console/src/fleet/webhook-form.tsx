import { useTexts } from '@alongside/ui';
import { Button, Group, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { Failure } from '../shared/failure.tsx';

export interface WebhookFormProps {
  readonly url: string;
  /** The words of the button. */
  readonly go: string;
  readonly change: {
    readonly error: Error | null;
    readonly isPending: boolean;
    readonly mutate: (url: string, options?: { readonly onSuccess?: () => void }) => void;
  };
  readonly onDone?: () => void;
}

export function WebhookForm({ url: before, go, change, onDone }: WebhookFormProps) {
  const { t } = useTexts();
  const [url, setUrl] = useState(before);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate(url.trim(), onDone === undefined ? {} : { onSuccess: onDone });
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
        <Button type="submit" loading={change.isPending} disabled={url.trim() === '' || url.trim() === before}>
          {go}
        </Button>
      </Group>
      {change.error === null ? null : <Failure error={change.error} safe={t('webhooks.notSaved')} />}
    </form>
  );
}
