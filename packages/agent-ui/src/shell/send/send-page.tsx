import type { AgentView, SendLevels, SendRemoved } from '@alongside/protocol';
import { shellPage } from '@alongside/protocol';
import { ErrorState, useFormats, useTexts } from '@alongside/ui';
import { Button, Checkbox, Fieldset, Group, Skeleton, Stack, Tabs, Text, Title } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useAsk, useCore, useObservable } from '../core/core-context.tsx';
import { ExactText } from './exact-text.tsx';
import { InWords } from './in-words.tsx';
import { usePrepared } from './use-prepared.ts';

const LEVELS = ['P0', 'P1', 'P2'] as const;
const NOTHING_REMOVED: SendRemoved = { facts: [], checks: [] };

export interface SendPageProps {
  readonly reportId: string;
  readonly onClose: () => void;
}

/** Before a report leaves the machine: what of it, in words and exactly; a no is as near as a yes. */
export function SendPage({ reportId, onClose }: SendPageProps) {
  const { t } = useTexts();
  const formats = useFormats();
  const ask = useAsk();
  const { client } = useCore();
  const view = useObservable(client.view);
  const [levels, setLevels] = useState<SendLevels>(['P0', 'P1']);
  const [removed, setRemoved] = useState(NOTHING_REMOVED);
  const [sending, setSending] = useState(false);
  const prepared = usePrepared(reportId, levels, removed);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const send = async (sha256: string) => {
    setSending(true);
    await ask(shellPage.sendSend, { sha256 });
    setSending(false);
  };
  const setLevel = (level: (typeof LEVELS)[number], on: boolean) => {
    const next = LEVELS.filter((each) => (each === level ? on : levels.includes(each)));
    if (next.length > 0) setLevels(next);
  };
  return (
    <Stack gap="md">
      <Title order={2} ref={heading} tabIndex={-1}>
        {t('send.title')}
      </Title>
      <Text>{t('send.lead', { who: receiver(view, t('send.somebody')) })}</Text>
      <Fieldset legend={t('send.levels.title')}>
        <Stack gap="xs">
          {LEVELS.map((level) => (
            <Checkbox
              key={level}
              checked={levels.includes(level)}
              disabled={levels.length === 1 && levels.includes(level)}
              onChange={(event) => setLevel(level, event.currentTarget.checked)}
              label={t(`send.levels.${level}`)}
              description={t(`send.levels.${level}Hint`)}
            />
          ))}
          <Text size="sm">{t('send.levels.never')}</Text>
        </Stack>
      </Fieldset>
      {prepared.state === 'preparing' ? (
        <Skeleton height={240} aria-busy aria-label={t('send.preparing')} role="status" />
      ) : prepared.state === 'failed' ? (
        <ErrorState
          happened={t('send.failed.happened')}
          safe={t('send.failed.safe')}
          todo={t('send.failed.todo')}
          code={prepared.error.code}
        />
      ) : (
        <Tabs defaultValue="words" keepMounted={false}>
          <Tabs.List mb="md">
            <Tabs.Tab value="words">{t('send.tabs.words')}</Tabs.Tab>
            <Tabs.Tab value="exact">{t('send.tabs.exact', { size: formats.bytes(prepared.bytes) })}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="words">
            <InWords report={prepared.report} removed={removed} onRemoved={setRemoved} />
          </Tabs.Panel>
          <Tabs.Panel value="exact">
            <ExactText body={prepared.body} sha256={prepared.sha256} />
          </Tabs.Panel>
        </Tabs>
      )}
      {view?.server === 'online' ? null : <Text size="sm">{t('send.away')}</Text>}
      <Group gap="sm">
        <Button variant="default" onClick={onClose}>
          {t('send.no')}
        </Button>
        <Button
          disabled={prepared.state !== 'prepared' || view?.server !== 'online'}
          loading={sending}
          onClick={() => prepared.state === 'prepared' && void send(prepared.sha256)}
        >
          {t('send.yes')}
        </Button>
      </Group>
      <Text size="sm" c="dimmed">
        {t('send.free')}
      </Text>
    </Stack>
  );
}

function receiver(view: AgentView | undefined, otherwise: string): string {
  return view?.organisation?.name ?? otherwise;
}
