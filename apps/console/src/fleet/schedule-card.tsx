import { http, type ScanSchedule } from '@alongside/protocol';
import { StatusLight, useTexts } from '@alongside/ui';
import { Button, Group, Paper, Text, Title } from '@mantine/core';
import { useMay } from '../desk/desk-context.ts';
import { RemoveButton } from '../shared/remove-button.tsx';
import { useNotices } from '../shared/use-notices.ts';
import { SchedulePreview } from './schedule-preview.tsx';
import { type Fleet, useFleetChange } from './use-fleet.ts';
import { useRhythmWords } from './use-rhythm-words.ts';

export interface ScheduleCardProps {
  readonly schedule: ScanSchedule;
  readonly fleet: Fleet;
  readonly zone: string;
  readonly onEdit: () => void;
}

export function ScheduleCard({ schedule, fleet, zone, onEdit }: ScheduleCardProps) {
  const { t } = useTexts();
  const may = useMay()('fleet.manage');
  const notices = useNotices();
  const rhythm = useRhythmWords();
  const { id, nextAt: _, ...written } = schedule;
  const { name, pattern, profile, filter, paused } = schedule;
  const params = { id };
  const pause = useFleetChange((api, body: typeof written) => api.callRoute(http.scheduleWrite, { params, body }));
  const remove = useFleetChange((api, _none: undefined) => api.callRoute(http.scheduleRemove, { params, body: {} }));
  return (
    <Paper withBorder p="md" component="article" aria-label={name}>
      <Group justify="space-between" align="start" gap="sm">
        <div>
          <Title order={2} size="h3">
            {name}
          </Title>
          <Text size="sm">
            {rhythm(pattern)} · {t(`fleet.profiles.${profile}`)}
          </Text>
        </div>
        {may ? (
          <Group gap="xs">
            <Button size="compact-md" variant="default" aria-label={t('schedules.editOf', { name })} onClick={onEdit}>
              {t('schedules.edit')}
            </Button>
            <Button
              size="compact-md"
              variant="default"
              aria-label={t(paused ? 'schedules.resumeOf' : 'schedules.pauseOf', { name })}
              loading={pause.isPending}
              onClick={() => pause.mutate({ ...written, paused: !paused }, { onError: notices.failed })}
            >
              {t(paused ? 'schedules.resume' : 'schedules.pause')}
            </Button>
            <RemoveButton
              label={t('schedules.removeOf', { name })}
              why={t('schedules.removeWhy', { name })}
              pending={remove.isPending}
              onRemove={() => remove.mutate(undefined, { onError: notices.failed })}
            />
          </Group>
        ) : null}
      </Group>
      {paused ? <StatusLight of="unknown">{t('schedules.paused')}</StatusLight> : null}
      <SchedulePreview pattern={paused ? undefined : pattern} filter={filter} fleet={fleet} zone={zone} />
    </Paper>
  );
}
