import type { ScanSchedule } from '@alongside/protocol';
import { EmptyState, useTexts } from '@alongside/ui';
import { Button, Group, Modal, Skeleton, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '../desk/desk-context.ts';
import { Failure } from '../shared/failure.tsx';
import { ScheduleCard } from './schedule-card.tsx';
import { ScheduleForm } from './schedule-form.tsx';
import { type Fleet, useSchedules } from './use-fleet.ts';
import { useTimeZone } from './use-time-zone.ts';

/** Scans that come by themselves. */
export function SchedulesTab({ fleet }: { readonly fleet: Fleet }) {
  const { t } = useTexts();
  const may = useMay()('fleet.manage');
  const schedules = useSchedules();
  const zone = useTimeZone();
  const [editing, setEditing] = useState<ScanSchedule | 'new'>();
  const isNew = editing === 'new';
  const close = () => setEditing(undefined);
  if (schedules.error !== null) return <Failure error={schedules.error} onRetry={() => void schedules.refetch()} />;
  if (schedules.data === undefined || zone === undefined) return <Skeleton height={120} />;
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Text size="sm" c="dimmed" maw="80ch">
          {t('schedules.lead', { zone })}
        </Text>
        {may ? <Button onClick={() => setEditing('new')}>{t('schedules.make')}</Button> : null}
      </Group>
      {schedules.data.length === 0 ? (
        <EmptyState order={2} title={t('schedules.none')}>
          {t(may ? 'schedules.noneMore' : 'schedules.noneYours')}
        </EmptyState>
      ) : null}
      {schedules.data.map((schedule) => (
        <ScheduleCard key={schedule.id} schedule={schedule} fleet={fleet} zone={zone} onEdit={() => setEditing(schedule)} />
      ))}
      <Modal
        opened={editing !== undefined}
        onClose={close}
        title={t(isNew ? 'schedules.makeTitle' : 'schedules.editTitle')}
        closeButtonProps={{ 'aria-label': t('app.close') }}
        size="lg"
      >
        {editing === undefined ? null : (
          <ScheduleForm schedule={editing === 'new' ? undefined : editing} fleet={fleet} zone={zone} onDone={close} />
        )}
      </Modal>
    </Stack>
  );
}
