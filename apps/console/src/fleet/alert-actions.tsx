import { type Alert, http } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Group, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useCheckTitle } from '../shared/use-check-title.ts';
import { useNotices } from '../shared/use-notices.ts';
import { useFleetChange } from './use-fleet.ts';

const DAY_MS = 24 * 60 * 60_000;
const MUTE_DAYS = [1, 7, 30] as const;

/** Make a ticket, mute, dismiss: what is possible with an alert as it stands. */
export function AlertActions({ alert, muted }: { readonly alert: Alert; readonly muted: boolean }) {
  const { t } = useTexts();
  const title = useCheckTitle();
  const notices = useNotices();
  const navigate = useNavigate();
  const params = { id: alert.id };
  const ticket = useFleetChange((api, text: string) => api.callRoute(http.alertTicket, { params, body: { text } }));
  const mute = useFleetChange((api, until: number | null) => api.callRoute(http.alertMute, { params, body: { until } }));
  const dismiss = useFleetChange((api, _: undefined) => api.callRoute(http.alertDismiss, { params, body: {} }));
  const make = () =>
    ticket.mutate(t(`checks.ticket.${alert.status}`, { title: title(alert.check) }), {
      onSuccess: ({ ticketId }) => void navigate({ to: '/tickets/$ticketId', params: { ticketId } }),
      onError: notices.failed,
    });
  if (alert.state === 'closed') return null;
  return (
    <Group gap="xs">
      {alert.ticket?.open ? null : (
        <Button size="compact-md" loading={ticket.isPending} onClick={make}>
          {t('fleet.makeTicket')}
        </Button>
      )}
      {muted ? (
        <Button
          size="compact-md"
          variant="default"
          loading={mute.isPending}
          onClick={() => mute.mutate(null, { onError: notices.failed })}
        >
          {t('fleet.unmute')}
        </Button>
      ) : (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button
              size="compact-md"
              variant="default"
              loading={mute.isPending}
              rightSection={<IconChevronDown size={14} stroke={1.5} aria-hidden />}
            >
              {t('fleet.mute')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {MUTE_DAYS.map((days) => (
              <Menu.Item key={days} onClick={() => mute.mutate(Date.now() + days * DAY_MS, { onError: notices.failed })}>
                {t('fleet.muteFor', { count: days })}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {alert.state === 'open' ? (
        <Button
          size="compact-md"
          variant="default"
          loading={dismiss.isPending}
          onClick={() => dismiss.mutate(undefined, { onError: notices.failed })}
        >
          {t('fleet.dismiss')}
        </Button>
      ) : null}
    </Group>
  );
}
