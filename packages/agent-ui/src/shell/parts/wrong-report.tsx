import { shellPage } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Alert, Button, Checkbox, Group, Paper, Stack, Text, Textarea, Title } from '@mantine/core';
import { useState } from 'react';
import { useAsk } from '../core/core-context.tsx';

export interface WrongReportProps {
  readonly organisation: string;
  readonly name: string;
  readonly number: number;
  readonly hasMessages: boolean;
  readonly reported: boolean;
}

/** What was wrong, told to the organisation: only what stands here, and only when it is sent. */
export function WrongReport({ organisation, name, number, hasMessages, reported }: WrongReportProps) {
  const { t } = useTexts();
  const ask = useAsk();
  const [text, setText] = useState('');
  const [withMessages, setWithMessages] = useState(false);
  const [sending, setSending] = useState(false);
  if (reported) {
    return (
      <Alert variant="outline" role="status">
        {t('report.sent', { organisation })}
      </Alert>
    );
  }
  const send = async () => {
    setSending(true);
    await ask(shellPage.wrongReport, { text, withMessages });
    setSending(false);
  };
  return (
    <Paper p="md" component="section">
      <Stack gap="sm">
        <Title order={2}>{t('report.title', { organisation })}</Title>
        <Textarea
          label={t('report.field')}
          autosize
          minRows={2}
          maxRows={6}
          maxLength={2000}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {hasMessages ? (
          <Checkbox
            label={t('report.messages', { name })}
            checked={withMessages}
            onChange={(event) => setWithMessages(event.currentTarget.checked)}
          />
        ) : null}
        <Text size="sm">{t('report.what', { name, number })}</Text>
        <Group>
          <Button loading={sending} onClick={() => void send()}>
            {t('report.send', { organisation })}
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}
