import { http } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { ActionIcon, Indicator, Tooltip } from '@mantine/core';
import { IconDevices } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useServices } from '../shared/services.ts';
import { FLEET, useFleetNews } from './use-fleet.ts';

/** A mute or a maintenance that runs out is told by nobody. */
const REFRESH_MS = 60_000;
const MOST_SHOWN = 99;

/** The way to the fleet, with how many alerts are open now. On every page, so that it also hears of the fleet's news. */
export function FleetLink() {
  const { t } = useTexts();
  const { number } = useFormats();
  const { api } = useServices();
  useFleetNews();
  const count = useQuery({
    queryKey: [FLEET, 'alertCount'],
    queryFn: () => api.callRoute(http.alertCount),
    refetchInterval: REFRESH_MS,
  });
  const open = count.data?.open ?? 0;
  const label = open === 0 ? t('fleet.title') : t('fleet.withAlerts', { count: open, value: number(open) });
  return (
    <Tooltip label={label}>
      <Indicator
        disabled={open === 0}
        label={open > MOST_SHOWN ? `${MOST_SHOWN}+` : open}
        size={16}
        offset={6}
        color="stop"
        styles={{ indicator: { pointerEvents: 'none', paddingInline: 4 } }}
      >
        <ActionIcon
          variant="subtle"
          color="gray"
          c="inherit"
          aria-label={label}
          renderRoot={(props) => <Link to="/fleet/{-$section}" params={{ section: 'devices' }} {...props} />}
        >
          <IconDevices size={18} stroke={1.5} aria-hidden />
        </ActionIcon>
      </Indicator>
    </Tooltip>
  );
}
