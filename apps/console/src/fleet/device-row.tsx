import { isolated } from '@alongside/base';
import type { FleetDevice } from '@alongside/protocol';
import { StatusLight, useFormats, useTexts } from '@alongside/ui';
import { Anchor, Checkbox, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import classes from './fleet.module.css';
import { WorstFinding } from './worst-finding.tsx';

export interface DeviceRowProps {
  readonly device: FleetDevice;
  readonly group: string | undefined;
  /** The server's time. */
  readonly at: number;
  readonly ticked: boolean;
  /** Absent for who changes nothing. */
  readonly onTick: ((on: boolean) => void) | undefined;
}

/** Plain cells: a hundred rows of a library's cells take a tenth of a second. */
export function DeviceRow({ device, group, at, ticked, onTick }: DeviceRowProps) {
  const { t } = useTexts();
  const formats = useFormats();
  const { id, name, system, owner, tags, online, lastSeenAt, maintenanceUntil } = device;
  // Of today the time says it, and the column stays slim.
  const seen = (then: number) =>
    new Date(then).toDateString() === new Date(at).toDateString() ? formats.time(then) : formats.dayAndTime(then);
  const under = [system, owner, group, ...tags]
    .filter((word) => word !== null && word !== undefined)
    .map(isolated)
    .join(' · ');
  return (
    <tr className={classes.row} data-ticked={ticked || undefined}>
      {onTick === undefined ? null : (
        <td className={classes.tick}>
          <Checkbox
            size="xs"
            aria-label={t('fleet.tick', { name })}
            checked={ticked}
            onChange={(event) => onTick(event.currentTarget.checked)}
          />
        </td>
      )}
      <td>
        <Anchor component={Link} to={`/devices/${id}`} size="sm">
          {name}
        </Anchor>
        <div className={classes.under}>{under}</div>
        {maintenanceUntil !== null && maintenanceUntil > at ? (
          <Text size="xs" c="dimmed">
            {t('fleet.inMaintenance', { when: formats.dayAndTime(maintenanceUntil) })}
          </Text>
        ) : null}
      </td>
      <td className={classes.side}>{system}</td>
      <td className={classes.side}>{owner}</td>
      <td className={classes.side}>{group}</td>
      <td className={classes.side}>
        <span className={classes.tags}>
          {tags.map((tag) => (
            <span key={tag} className={classes.tag}>
              {tag}
            </span>
          ))}
        </span>
      </td>
      <td>
        <StatusLight of={online ? 'idle' : 'offline'} filled={online}>
          {online ? t('devices.online') : lastSeenAt === null ? t('devices.never') : seen(lastSeenAt)}
        </StatusLight>
      </td>
      <td>
        <WorstFinding device={device} />
      </td>
    </tr>
  );
}
