import { type AppError, toAppError } from '@alongside/base';
import { type PastCheck, shellPage } from '@alongside/protocol';
import { ErrorState, useFormats, useTexts } from '@alongside/ui';
import { Anchor, Button, Group, Paper, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import { useAsk, useCore, useObservable } from '../core/core-context.tsx';
import { Receipt } from '../send/receipt.tsx';
import { askedBy } from './asked-by.ts';
import { Result } from './result.tsx';
import { Trends } from './trends.tsx';

type Loaded =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly error: AppError }
  | { readonly state: 'there'; readonly past: readonly PastCheck[] };

/** Earlier checks, newest first, with how the figures went. `latest`: read anew when there is another. */
export function PastChecks({ latest }: { latest: PastCheck }) {
  const { t } = useTexts();
  const { client } = useCore();
  const [loaded, setLoaded] = useState<Loaded>({ state: 'loading' });
  const [opened, setOpened] = useState<string>();
  const load = useCallback(() => {
    client
      .call(shellPage.healthList, {})
      .then((past) => setLoaded({ state: 'there', past }))
      .catch((thrown) => setLoaded({ state: 'failed', error: toAppError(thrown) }));
  }, [client]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another newest report means another list
  useEffect(load, [load, latest]);
  if (opened !== undefined) {
    return (
      <Stack gap="md">
        <div>
          <Anchor component="button" type="button" onClick={() => setOpened(undefined)}>
            {t('health.past.back')}
          </Anchor>
        </div>
        <Result reportId={opened} />
      </Stack>
    );
  }
  if (loaded.state === 'loading') return <Skeleton height={200} aria-busy aria-label={t('health.reading')} role="status" />;
  if (loaded.state === 'failed') {
    return (
      <ErrorState
        happened={t('health.past.failed')}
        safe={t('health.unread.safe')}
        todo={t('health.unread.todo')}
        code={loaded.error.code}
        onRetry={load}
      />
    );
  }
  return (
    <Stack gap="md">
      <Trends past={loaded.past} />
      {loaded.past.map((check) => (
        <PastRow key={check.reportId} check={check} onOpen={() => setOpened(check.reportId)} onErased={load} />
      ))}
    </Stack>
  );
}

function PastRow({ check, onOpen, onErased }: { check: PastCheck; onOpen: () => void; onErased: () => void }) {
  const { t } = useTexts();
  const formats = useFormats();
  const ask = useAsk();
  const { client } = useCore();
  const organisation = askedBy(useObservable(client.scans), check.reportId);
  const [asked, setAsked] = useState(false);
  const when = formats.dayAndTime(check.startedAt);
  const { fail, warn, info, pass, unknown } = check.counts;
  const fine = info + pass === 0 ? 'health.past.nothing' : 'health.past.fine';
  const erase = async () => {
    if (await ask(shellPage.healthErase, { reportId: check.reportId })) onErased();
  };
  return (
    <Paper p="md" component="article" aria-label={when}>
      <Group justify="space-between" align="start" gap="sm">
        <div>
          <Title order={3}>{when}</Title>
          {organisation === undefined ? null : (
            <Text size="sm" c="dimmed">
              {t('health.past.askedBy', { organisation })}
            </Text>
          )}
          <Text size="sm">
            {fail === 0 && warn === 0 ? t(fine) : formats.list(wanting(fail, warn, t))}
            {unknown === 0 ? '' : ` ${t('health.past.unknown', { count: unknown })}`}
            {check.cut ? ` ${t('health.past.cut')}` : ''}
          </Text>
        </div>
        {asked ? (
          <Group gap="sm">
            <Button variant="default" size="sm" onClick={() => setAsked(false)}>
              {t('health.past.keep')}
            </Button>
            <Button variant="default" size="sm" onClick={() => void erase()}>
              {check.sent === null ? t('health.past.erase') : t('health.past.eraseBoth')}
            </Button>
          </Group>
        ) : (
          <Group gap="sm">
            <Button variant="default" size="sm" aria-label={t('health.past.showLabel', { when })} onClick={onOpen}>
              {t('health.past.show')}
            </Button>
            <Button variant="subtle" size="sm" aria-label={t('health.past.eraseLabel', { when })} onClick={() => setAsked(true)}>
              {t('health.past.eraseAsk')}
            </Button>
          </Group>
        )}
      </Group>
      {check.sent === null ? null : <Receipt check={check} sent={check.sent} />}
    </Paper>
  );
}

function wanting(fail: number, warn: number, t: ReturnType<typeof useTexts>['t']): string[] {
  return [
    ...(fail === 0 ? [] : [t('health.past.fail', { count: fail })]),
    ...(warn === 0 ? [] : [t('health.past.warn', { count: warn })]),
  ];
}
