import { type ScanDecision, type ScanWaiting, shellPage } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Button, List, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useEffect, useId, useState } from 'react';
import { useAsk, useCore, useObservable } from '../core/core-context.tsx';

/** The core takes no yes to what came within a second: until then none can be pressed. */
const ALLOW_AFTER_MS = 1_000;

/** What the organisation asks for, or has running, on the start page: quiet, and nothing happens without an answer. */
export function ScanCard() {
  const { t } = useTexts();
  const { client } = useCore();
  const { waiting, running } = useObservable(client.scans);
  return (
    <>
      {running === null ? null : (
        <Text size="sm" role="status">
          {t(running.outcome === 'sending' ? 'scans.sending' : 'scans.running', { organisation: running.organisation })}
        </Text>
      )}
      {waiting === null ? null : <Waiting key={waiting.scanId} waiting={waiting} />}
    </>
  );
}

function Waiting({ waiting }: { waiting: ScanWaiting }) {
  const { t } = useTexts();
  const formats = useFormats();
  const ask = useAsk();
  const headingId = useId();
  const [deciding, setDeciding] = useState<ScanDecision>();
  const [ready, setReady] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setReady(true), ALLOW_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  const { scanId, organisation, profile, levels, until, behind } = waiting;
  const decide = async (decision: ScanDecision) => {
    setDeciding(decision);
    await ask(shellPage.scansDecide, { scanId, decision });
    setDeciding(undefined);
  };
  const button = (decision: ScanDecision) => (
    <Button
      variant="default"
      loading={deciding === decision}
      disabled={(!ready && decision !== 'no') || (deciding !== undefined && deciding !== decision)}
      onClick={() => void decide(decision)}
    >
      {t(`scans.decide.${decision}`)}
    </Button>
  );
  return (
    <Paper p="md" component="section" aria-labelledby={headingId}>
      <Stack gap="sm">
        <Title order={2} size="h4" id={headingId}>
          {t('scans.title', { organisation })}
        </Title>
        <Text size="sm">{t(`scans.looks.${profile}`)}</Text>
        <div>
          <Text size="sm">{t('scans.sent', { organisation })}</Text>
          <List size="sm">
            {levels.map((level) => (
              <List.Item key={level}>
                <Text span fw={550} size="sm">
                  {t(`send.levels.${level}`)}.
                </Text>{' '}
                {t(`send.levels.${level}Hint`)}
              </List.Item>
            ))}
          </List>
          <Text size="sm">{t('send.levels.never')}</Text>
        </div>
        <Text size="sm">{t('scans.always')}</Text>
        <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="sm">
          {button('no')}
          {button('once')}
          {button('always')}
        </SimpleGrid>
        <Text size="sm" c="dimmed">
          {t('scans.waits', { when: formats.dayAndTime(until) })}
          {behind === 0 ? '' : ` ${t('scans.behind', { count: behind })}`}
        </Text>
      </Stack>
    </Paper>
  );
}
