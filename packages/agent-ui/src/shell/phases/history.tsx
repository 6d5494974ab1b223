import { type AppError, toAppError } from '@alongside/base';
import { shellPage } from '@alongside/protocol';
import { EmptyState, ErrorState, useFormats, useTexts } from '@alongside/ui';
import { Anchor, Button, Group, Paper, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import { useCore } from '../core/core-context.tsx';
import { SaveRecord } from '../parts/save-record.tsx';
import { keyOf } from '../texts/texts.ts';
import { PastRecord } from './past-record.tsx';

type PastSession = Awaited<ReturnType<typeof shellPage.historyList.result.parse>>[number];

type Loaded =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly error: AppError }
  | { readonly state: 'there'; readonly sessions: readonly PastSession[] };

const SKELETON_ROWS = [0, 1, 2];

/** Past sessions, each with what happened and the record to keep. */
export function History({ onBack }: { onBack: () => void }) {
  const { t } = useTexts();
  const { client } = useCore();
  const [loaded, setLoaded] = useState<Loaded>({ state: 'loading' });
  const [opened, setOpened] = useState<string>();
  const read = useCallback(() => {
    client
      .call(shellPage.historyList, {})
      .then((sessions) => setLoaded({ state: 'there', sessions }))
      .catch((thrown) => setLoaded({ state: 'failed', error: toAppError(thrown) }));
  }, [client]);
  const load = () => {
    setLoaded({ state: 'loading' });
    read();
  };
  useEffect(read, [read]);
  if (opened !== undefined) {
    const session = loaded.state === 'there' ? loaded.sessions.find(({ sessionId }) => sessionId === opened) : undefined;
    const { number = 0, endedAt, kept } = session ?? {};
    return (
      <PastRecord
        sessionId={opened}
        number={number}
        ended={endedAt !== null}
        kept={kept}
        onKept={read}
        onBack={() => setOpened(undefined)}
      />
    );
  }
  return (
    <Stack gap="md">
      <div>
        <Anchor component="button" type="button" onClick={onBack}>
          {t('history.back')}
        </Anchor>
      </div>
      <Title order={1}>{t('history.title')}</Title>
      <Text>{t('history.intro')}</Text>
      {loaded.state === 'loading' ? (
        <Stack gap="sm" aria-busy aria-label={t('history.loading')} role="status">
          {SKELETON_ROWS.map((row) => (
            <Skeleton key={row} height={88} />
          ))}
        </Stack>
      ) : null}
      {loaded.state === 'failed' ? (
        <ErrorState
          happened={t('history.failed.happened')}
          safe={t('history.failed.safe')}
          todo={t('history.failed.todo')}
          code={loaded.error.code}
          onRetry={load}
        />
      ) : null}
      {loaded.state === 'there' && loaded.sessions.length === 0 ? (
        <EmptyState order={2} title={t('history.empty')}>
          {t('history.emptyHint')}
        </EmptyState>
      ) : null}
      {loaded.state === 'there'
        ? loaded.sessions.map((session) => (
            <HistoryRow key={session.sessionId} session={session} onOpen={() => setOpened(session.sessionId)} />
          ))
        : null}
    </Stack>
  );
}

function HistoryRow({ session, onOpen }: { session: PastSession; onOpen: () => void }) {
  const { t } = useTexts();
  const formats = useFormats();
  const { allowed, endedAt, number, sessionId, startedAt, technician } = session;
  const start = formats.dayAndTime(startedAt);
  return (
    <Paper p="md" component="article">
      <Group justify="space-between" align="start">
        <div>
          <Title order={2}>{t('history.row', { number, name: technician })}</Title>
          <Text size="sm">
            {endedAt === null ? t('history.unfinished', { start }) : t('history.when', { start, end: formats.time(endedAt) })}
          </Text>
          <Text size="sm" c="dimmed">
            {allowed.length === 0
              ? t('history.allowedNothing')
              : t('history.allowed', { list: formats.list(allowed.map((what) => t(`capability.${keyOf(what)}`))) })}
          </Text>
        </div>
        <Group gap="sm">
          <Button variant="default" aria-label={t('history.showLabel', { number })} onClick={onOpen}>
            {t('history.show')}
          </Button>
          <SaveRecord sessionId={sessionId} number={number} />
        </Group>
      </Group>
    </Paper>
  );
}
