import { type PastCheck, shellPage } from '@alongside/protocol';
import { ErrorState, useTexts } from '@alongside/ui';
import { Anchor, Button, Group, List, Paper, Stack, Tabs, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useAsk, useCore, useObservable } from '../core/core-context.tsx';
import { Receipt } from '../send/receipt.tsx';
import { SendPage } from '../send/send-page.tsx';
import { PastChecks } from './past-checks.tsx';
import { Result } from './result.tsx';
import { ScanProgress } from './scan-progress.tsx';

const READ = ['disks', 'memory', 'system', 'devices', 'network', 'safety', 'programs'] as const;

/** "Check my computer": what is checked, how it goes, what was found. */
export function HealthPage({ onBack }: { onBack: () => void }) {
  const { t } = useTexts();
  const { client } = useCore();
  const { scan, latest } = useObservable(client.health);
  const [tab, setTab] = useState<string | null>('result');
  return (
    <Stack gap="md">
      <div>
        <Anchor component="button" type="button" onClick={onBack}>
          {t('health.back')}
        </Anchor>
      </div>
      <Title order={1}>{t('health.title')}</Title>
      {scan.state === 'running' ? <ScanProgress scan={scan} /> : null}
      {scan.state === 'failed' ? (
        <ErrorState
          happened={t('health.failed.happened')}
          safe={t('health.failed.safe')}
          todo={t('health.failed.todo')}
          code={scan.code}
        />
      ) : null}
      {scan.state !== 'running' && latest === null ? <BeforeFirst /> : null}
      {scan.state !== 'running' && latest !== null ? (
        <Tabs value={tab} onChange={setTab} keepMounted={false}>
          <Tabs.List mb="md">
            <Tabs.Tab value="result">{t('health.tabs.result')}</Tabs.Tab>
            <Tabs.Tab value="past">{t('health.tabs.past')}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="result">
            <Newest key={latest.reportId} check={latest} />
          </Tabs.Panel>
          <Tabs.Panel value="past">
            <PastChecks latest={latest} />
          </Tabs.Panel>
        </Tabs>
      ) : null}
    </Stack>
  );
}

/** The last check, what can be done about it, and whether it was sent. */
function Newest({ check }: { check: PastCheck }) {
  const { t } = useTexts();
  const [sending, setSending] = useState(false);
  if (sending && check.sent === null) return <SendPage reportId={check.reportId} onClose={() => setSending(false)} />;
  return (
    <Stack gap="md">
      <Result reportId={check.reportId} latest />
      <RunButtons again />
      {check.sent === null ? (
        <div>
          <Button variant="default" onClick={() => setSending(true)}>
            {t('send.open')}
          </Button>
        </div>
      ) : (
        <Receipt check={check} sent={check.sent} />
      )}
    </Stack>
  );
}

/** What will be read, and that it stays here. */
function BeforeFirst() {
  const { t } = useTexts();
  return (
    <Stack gap="md">
      <Text>{t('health.first.lead')}</Text>
      <Paper p="md" component="section" aria-label={t('health.first.read')}>
        <Title order={2} mb="xs">
          {t('health.first.read')}
        </Title>
        <List size="sm" spacing={4}>
          {READ.map((what) => (
            <List.Item key={what}>{t(`health.first.what.${what}`)}</List.Item>
          ))}
        </List>
      </Paper>
      <Text>{t('health.first.stays')}</Text>
      <RunButtons />
    </Stack>
  );
}

function RunButtons({ again = false }: { again?: boolean }) {
  const { t } = useTexts();
  const ask = useAsk();
  return (
    <Group gap="sm">
      <Button variant={again ? 'default' : 'filled'} onClick={() => void ask(shellPage.healthRun, { profile: 'quick' })}>
        {again ? t('health.run.again') : t('health.run.quick')}
      </Button>
      <Button variant="default" onClick={() => void ask(shellPage.healthRun, { profile: 'full' })}>
        {t('health.run.full')}
      </Button>
    </Group>
  );
}
