import type { StandingOffer } from '@alongside/protocol';
import { useFormats, useTexts, useWeekWords } from '@alongside/ui';
import { Button, Group, Paper, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useDesk, useMay } from '../desk/desk-context.ts';
import { Failure } from '../shared/failure.tsx';

export interface StandingRowProps {
  readonly deviceId: string;
  readonly permission: StandingOffer & { readonly technician: string | null; readonly ownKeys: readonly string[] };
}

/** What the user allowed, for whom and until when; what is for this browser's key begins a session. */
export function StandingRow({ deviceId, permission }: StandingRowProps) {
  const { t } = useTexts();
  const formats = useFormats();
  const week = useWeekWords();
  const may = useMay();
  const { client, sessions } = useDesk();
  const navigate = useNavigate();
  const { capabilities, group, hours, ownKeys, standingId, technician, until } = permission;
  // Another browser of the same person is told so instead of failing.
  const isOwn = client.registered !== undefined && ownKeys.includes(client.registered.key.publicKey);
  const what = formats.list(capabilities.map((capability) => t(`capabilityThe.${capability}`)));
  const start = useMutation({
    mutationFn: () => sessions.startStanding(deviceId, standingId),
    onSuccess: (ticketId) => navigate({ to: '/tickets/$ticketId', params: { ticketId } }),
  });
  return (
    <Paper withBorder p="sm" component="article">
      <Stack gap="xs">
        <Group justify="space-between" align="start">
          <div>
            <Text fw={550}>
              {group
                ? t('device.rowGroup', { group: group.name, what })
                : t('device.row', { name: technician ?? t('device.somebody'), what })}
            </Text>
            <Text size="sm">{hours === null ? t('device.anyTime') : week(hours)}</Text>
            <Text size="sm" c="dimmed">
              {t('device.until', { when: formats.dayAndTime(until) })}
            </Text>
          </div>
          {may('standing.start') ? (
            <Button disabled={!isOwn} loading={start.isPending} onClick={() => start.mutate()}>
              {t('device.start')}
            </Button>
          ) : null}
        </Group>
        {isOwn ? null : (
          <Text size="sm" c="dimmed">
            {t(group ? 'device.otherGroup' : 'device.otherBrowser')}
          </Text>
        )}
        {start.error === null ? null : <Failure error={start.error} />}
      </Stack>
    </Paper>
  );
}
