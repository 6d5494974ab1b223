import { type HealthScan, shellPage } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Group, Paper, Progress, Stack, Text, Title } from '@mantine/core';
import { useAsk } from '../core/core-context.tsx';
import { useCheckText } from './use-check-text.ts';

/** While it runs: how far, what is read now, and how to stop. */
export function ScanProgress({ scan }: { scan: Extract<HealthScan, { state: 'running' }> }) {
  const { t } = useTexts();
  const ask = useAsk();
  const now = useNow(scan.now);
  const { done, total, stopping, profile } = scan;
  return (
    <Paper p="md" component="section" aria-label={t('health.running.title')}>
      <Stack gap="sm">
        <div role="status">
          <Title order={2}>{stopping ? t('health.running.stopping') : t('health.running.title')}</Title>
        </div>
        <Progress.Root size="lg">
          <Progress.Section value={Math.round((100 * done) / total)} aria-label={t('health.running.bar')} />
        </Progress.Root>
        <Text size="sm" c="dimmed">
          {t('health.running.done', { done, total })} {now}
        </Text>
        <Text size="sm">{t(`health.running.${profile}`)}</Text>
        <Group>
          <Button variant="default" disabled={stopping} onClick={() => void ask(shellPage.healthCancel, {})}>
            {t('health.running.stop')}
          </Button>
        </Group>
      </Stack>
    </Paper>
  );
}

/** `Now: Free space`: of a check its title, of a fact that of its section. */
function useNow(now: string): string {
  const { t, has } = useTexts();
  const text = useCheckText();
  if (now === '') return '';
  const check = `checks.${now}.title`;
  const fact = `facts.title.${now}`;
  if (has(`checks.${check}`)) return t('health.running.now', { what: text(check) });
  return has(fact) ? t('health.running.now', { what: t(fact) }) : '';
}
