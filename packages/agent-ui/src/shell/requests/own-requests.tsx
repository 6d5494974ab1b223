import { type AgentView, type KnownRequest, shellPage } from '@alongside/protocol';
import { EmptyState, ErrorState, useFormats, useTexts, useUiTexts } from '@alongside/ui';
import { Anchor, Button, Group, Paper, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useAsk } from '../core/core-context.tsx';
import { NewsRead } from '../news/news-read.tsx';
import { Followed } from './followed.tsx';
import { useKnownRequests } from './use-known-requests.ts';

const SKELETON_ROWS = [0, 1, 2];

export interface OwnRequestsProps {
  readonly view: AgentView;
  readonly onBack: () => void;
}

/** What this computer has asked before, each with what became of it. */
export function OwnRequests({ view, onBack }: OwnRequestsProps) {
  const { t } = useTexts();
  const ask = useAsk();
  const { known, reload } = useKnownRequests(view.server);
  const [opened, setOpened] = useState<KnownRequest>();
  if (opened !== undefined) {
    const back = () => {
      setOpened(undefined);
      reload();
    };
    return (
      <Stack gap="md">
        <Back onBack={back} />
        <Title order={1}>{t('requests.one', { number: opened.number })}</Title>
        <NewsRead number={opened.number} />
        <Followed requestId={opened.requestId} />
      </Stack>
    );
  }
  const open = async (request: KnownRequest) => {
    if (!request.here) return setOpened(request);
    // Open here: its own page has its place in the line, and a technician can ask to join.
    if (await ask(shellPage.ownForward, { requestId: request.requestId })) onBack();
  };
  return (
    <Stack gap="md">
      <Back onBack={onBack} />
      <Title order={1}>{t('requests.title')}</Title>
      {known.state === 'loading' ? (
        <Stack gap="sm" aria-busy aria-label={t('requests.loading')} role="status">
          {SKELETON_ROWS.map((row) => (
            <Skeleton key={row} height={72} />
          ))}
        </Stack>
      ) : null}
      {known.state === 'failed' ? (
        <ErrorState
          happened={t('requests.failed.happened')}
          safe={t('requests.failed.safe')}
          todo={t('requests.failed.todo')}
          code={known.error.code}
          onRetry={reload}
        />
      ) : null}
      {known.state === 'there' && !known.online ? <Text>{t('requests.away')}</Text> : null}
      {known.state === 'there' && known.online && known.requests.length === 0 ? (
        <EmptyState order={2} title={t('requests.empty')}>
          {t('requests.emptyHint')}
        </EmptyState>
      ) : null}
      {known.state === 'there'
        ? known.requests.map((request) => (
            <RequestRow key={request.requestId} request={request} onOpen={() => void open(request)} />
          ))
        : null}
    </Stack>
  );
}

function Back({ onBack }: { readonly onBack: () => void }) {
  const { t } = useTexts();
  return (
    <div>
      <Anchor component="button" type="button" onClick={onBack}>
        {t('requests.back')}
      </Anchor>
    </div>
  );
}

function RequestRow({ request, onOpen }: { readonly request: KnownRequest; readonly onOpen: () => void }) {
  const { t } = useTexts();
  const words = useUiTexts();
  const formats = useFormats();
  const { number, subject, step, createdAt } = request;
  return (
    <Paper p="md" component="article">
      <Group justify="space-between" align="start" wrap="nowrap">
        <div style={{ minWidth: 0 }}>
          <Title order={2}>{subject === '' ? t('requests.one', { number }) : t('requests.row', { number, subject })}</Title>
          <Text size="sm">{words(`request.short.${step}`)}</Text>
          <Text size="sm" c="dimmed">
            {words('request.asked', { time: formats.dayAndTime(createdAt) })}
          </Text>
        </div>
        <Button variant="default" aria-label={t('requests.openLabel', { number })} onClick={onOpen}>
          {t('requests.open')}
        </Button>
      </Group>
    </Paper>
  );
}
