import { http } from '@alongside/protocol';
import { EmptyState, StatusLight, useFormats, useTexts } from '@alongside/ui';
import { Anchor, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { DeviceReports } from '../reports/device-reports.tsx';
import { Failure } from '../shared/failure.tsx';
import { PageTitle } from '../shared/page-title.tsx';
import { useServices } from '../shared/services.ts';
import { StandingRow } from './standing-row.tsx';

const REFRESH_MS = 5_000;

/** One computer: whether it is there, and what its user allowed beforehand. */
export function DevicePage() {
  const { t } = useTexts();
  const formats = useFormats();
  const { api } = useServices();
  const { deviceId = '' } = useParams({ strict: false });
  const device = useQuery({
    queryKey: ['device', deviceId],
    queryFn: () => api.callRoute(http.device, { params: { id: deviceId } }),
    refetchInterval: REFRESH_MS,
  });
  const { data } = device;
  return (
    <Stack gap="md" maw={760} p={24}>
      <div>
        <Anchor component={Link} to="/settings/devices" size="sm">
          {t('device.back')}
        </Anchor>
      </div>
      {device.error === null ? null : <Failure error={device.error} onRetry={() => void device.refetch()} />}
      {device.isPending ? <Skeleton height={120} /> : null}
      {data === undefined ? null : (
        <>
          <PageTitle>{data.name}</PageTitle>
          <StatusLight of={data.online ? 'idle' : 'offline'} filled={data.online}>
            {data.online
              ? t('devices.online')
              : data.lastSeenAt === null
                ? t('devices.never')
                : t('devices.lastSeen', { at: formats.dayAndTime(data.lastSeenAt) })}
          </StatusLight>
          <Text c="dimmed">{data.system}</Text>
          <DeviceReports deviceId={data.id} />
          <Title order={2} size="h3">
            {t('device.standing')}
          </Title>
          <Text size="sm" c="dimmed">
            {t('device.standingHow')}
          </Text>
          {data.standing.length === 0 ? (
            <EmptyState order={3} title={t(data.online ? 'device.none' : 'device.away')}>
              {t(data.online ? 'device.noneMore' : 'device.awayMore')}
            </EmptyState>
          ) : null}
          {data.standing.map((permission) => (
            <StandingRow key={permission.standingId} deviceId={data.id} permission={permission} />
          ))}
        </>
      )}
    </Stack>
  );
}
