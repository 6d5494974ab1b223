import type { Alert } from '@alongside/protocol';
import { StatusLight, useFormats, useTexts } from '@alongside/ui';
import { Anchor, Group, Paper, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMay } from '../desk/desk-context.ts';
import { useCheckTitle } from '../shared/use-check-title.ts';
import { AlertActions } from './alert-actions.tsx';

/** One finding of one computer that somebody should look at. */
export function AlertRow({ alert }: { readonly alert: Alert }) {
  const { t } = useTexts();
  const formats = useFormats();
  const title = useCheckTitle();
  const may = useMay()('fleet.manage');
  const { device, check, state, status, openedAt, closedAt, times, lately, mutedUntil, ticket } = alert;
  const isMuted = mutedUntil !== null && mutedUntil > Date.now();
  const lines = [
    t('fleet.opened', { when: formats.dayAndTime(openedAt) }),
    ...(times > 1 ? [t('fleet.times', { count: times })] : []),
    ...(lately > 1 ? [t('fleet.lately', { count: lately })] : []),
    ...(closedAt === null || state === 'open' ? [] : [t(`fleet.ended.${state}`, { when: formats.dayAndTime(closedAt) })]),
    ...(isMuted ? [t('fleet.mutedUntil', { when: formats.dayAndTime(mutedUntil) })] : []),
  ];
  return (
    <Paper withBorder p="sm" component="article" aria-label={t('fleet.alertOf', { title: title(check), device: device.name })}>
      <Group justify="space-between" align="start" gap="sm">
        <div>
          <Group gap="sm">
            <Text component="span" size="sm" fw={550}>
              <StatusLight of={state === 'closed' ? 'pass' : status}>
                {state === 'closed' ? title(check) : t(`fleet.is.${status}`, { title: title(check) })}
              </StatusLight>
            </Text>
            <Anchor component={Link} to={`/devices/${device.id}`} size="sm">
              {device.name}
            </Anchor>
          </Group>
          <Text size="sm" c="dimmed">
            {lines.join(' · ')}
          </Text>
          {ticket === null ? null : (
            <Anchor component={Link} to={`/tickets/${ticket.id}`} size="sm">
              {t(ticket.open ? 'fleet.toTicket' : 'fleet.toClosedTicket', { number: ticket.number })}
            </Anchor>
          )}
        </div>
        {may ? <AlertActions alert={alert} muted={isMuted} /> : null}
      </Group>
    </Paper>
  );
}
