import { http, type ScanRun } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Button, Group, Paper, Progress, Stack, Text, Title } from '@mantine/core';
import { useMay } from '../desk/desk-context.ts';
import { Failure } from '../shared/failure.tsx';
import { progressOf } from './scan-progress.ts';
import { ScanTargets } from './scan-targets.tsx';
import { useFleetChange } from './use-fleet.ts';

export interface ScanCardProps {
  readonly run: ScanRun;
  readonly opened: boolean;
  readonly onToggle: () => void;
}

/** One scan of many: who asked for it, how far it is in words and figures, and what can be done. */
export function ScanCard({ run, opened, onToggle }: ScanCardProps) {
  const { t } = useTexts();
  const formats = useFormats();
  const may = useMay()('fleet.manage');
  const { parts, over, total, canRetry, canCancel } = progressOf(run.counts);
  const call = { params: { id: run.id }, body: {} };
  const retry = useFleetChange((api, _: undefined) => api.callRoute(http.scanRetry, call));
  const cancel = useFleetChange((api, _: undefined) => api.callRoute(http.scanCancel, call));
  const error = retry.error ?? cancel.error;
  const when = formats.dayAndTime(run.startedAt);
  const name = t('fleet.scanName', { profile: t(`fleet.profiles.${run.profile}`), when });
  return (
    <Paper withBorder p="md" component="article" aria-label={name}>
      <Stack gap="sm">
        <Group justify="space-between" align="start" gap="sm">
          <div>
            <Title order={2} size="h3">
              {name}
            </Title>
            <Text size="sm" c="dimmed">
              {run.startedBy === null ? t('fleet.bySchedule') : t('fleet.by', { name: run.startedBy })}
            </Text>
          </div>
          <Group gap="xs">
            {may && canRetry ? (
              <Button size="compact-md" variant="default" loading={retry.isPending} onClick={() => retry.mutate(undefined)}>
                {t('fleet.retry')}
              </Button>
            ) : null}
            {may && canCancel ? (
              <Button size="compact-md" variant="default" loading={cancel.isPending} onClick={() => cancel.mutate(undefined)}>
                {t('fleet.cancel')}
              </Button>
            ) : null}
            <Button size="compact-md" variant="default" aria-expanded={opened} onClick={onToggle}>
              {t(opened ? 'fleet.hideTargets' : 'fleet.showTargets')}
            </Button>
          </Group>
        </Group>
        <div>
          <Text size="sm">{t('fleet.progress', { done: formats.number(over), count: total, total: formats.number(total) })}</Text>
          <Progress value={total === 0 ? 0 : (over / total) * 100} mt={4} aria-label={t('fleet.progressOf', { name })} />
        </div>
        <Text size="sm">
          {parts.map(({ state, count }) => t(`fleet.count.${state}`, { count, value: formats.number(count) })).join(' · ')}
        </Text>
        {error === null ? null : <Failure error={error} />}
        {opened ? <ScanTargets id={run.id} /> : null}
      </Stack>
    </Paper>
  );
}
