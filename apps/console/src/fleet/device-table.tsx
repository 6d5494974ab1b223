import { type DeviceOrder, placeOf } from '@alongside/desk';
import { DEVICE_ORDERS, type DeviceGroup, type FleetDevice } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Checkbox, Table, UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowsSort, IconArrowUp } from '@tabler/icons-react';
import { startTransition, useEffect, useState } from 'react';
import { useMay } from '../desk/desk-context.ts';
import { DeviceRow } from './device-row.tsx';
import classes from './fleet.module.css';
import { Pager } from './pager.tsx';
import { useFleetSearch } from './use-fleet-search.ts';

/** Left out where there is no room; their words stand under the name then. */
const SIDE: ReadonlySet<string> = new Set(['system', 'owner', 'group', 'tags']);
const HEADS = ['name', 'system', 'owner', 'group', 'tags', 'seen', 'worst'] as const;

/** More than a screen has: drawn at once, the rest of the page right after. */
const FIRST_ROWS = 30;

export interface DeviceTableProps {
  /** Those of the page. */
  readonly devices: readonly FleetDevice[];
  readonly page: number;
  /** On all pages. */
  readonly count: number;
  readonly onPage: (page: number) => void;
  readonly groups: readonly DeviceGroup[];
  readonly at: number;
  readonly ticked: ReadonlySet<string>;
  readonly onTick: (ticked: ReadonlySet<string>) => void;
}

/** A hundred computers at a time, sorted by a press on a head. */
export function DeviceTable({ devices, page, count, onPage, groups, at, ticked, onTick }: DeviceTableProps) {
  const { t } = useTexts();
  const may = useMay()('fleet.manage');
  const [isWhole, setWhole] = useState(false);
  useEffect(() => startTransition(() => setWhole(true)), []);
  const isAll = devices.every(({ id }) => ticked.has(id));
  const tick = (ids: readonly string[], on: boolean) => {
    const next = new Set(ticked);
    for (const id of ids) {
      if (on) next.add(id);
      else next.delete(id);
    }
    onTick(next);
  };
  return (
    <>
      <Table className={classes.table} verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            {may ? (
              <Table.Th className={classes.tick}>
                <Checkbox
                  size="xs"
                  aria-label={t('fleet.tickAll')}
                  checked={isAll}
                  indeterminate={!isAll && devices.some(({ id }) => ticked.has(id))}
                  onChange={() =>
                    tick(
                      devices.map(({ id }) => id),
                      !isAll,
                    )
                  }
                />
              </Table.Th>
            ) : null}
            {HEADS.map((head) => (
              <Head key={head} head={head} onOrder={() => onPage(0)} />
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {(isWhole ? devices : devices.slice(0, FIRST_ROWS)).map((device) => (
            <DeviceRow
              key={device.id}
              device={device}
              group={groups.find(({ id }) => id === device.groupId)?.name}
              at={at}
              ticked={ticked.has(device.id)}
              onTick={may ? (on) => tick([device.id], on) : undefined}
            />
          ))}
        </Table.Tbody>
      </Table>
      <Pager of={placeOf(count, page)} total={count} onPage={onPage} />
    </>
  );
}

function Head({ head, onOrder }: { readonly head: (typeof HEADS)[number]; readonly onOrder: () => void }) {
  const { t } = useTexts();
  const { search, go } = useFleetSearch();
  const by = DEVICE_ORDERS.find((each): each is DeviceOrder => each === head);
  const look = { className: SIDE.has(head) ? classes.side : classes[head] };
  if (by === undefined) return <Table.Th {...look}>{t(`fleet.head.${head}`)}</Table.Th>;
  const isCurrent = (search.by ?? 'name') === by;
  const down = search.down === true;
  const Icon = isCurrent ? (down ? IconArrowDown : IconArrowUp) : IconArrowsSort;
  const order = () => {
    const { by: _, down: __, ...filter } = search;
    go('devices', { ...filter, by, ...(isCurrent && !down ? { down: true } : {}) }, { replace: true });
    onOrder();
  };
  return (
    <Table.Th {...look} aria-sort={isCurrent ? (down ? 'descending' : 'ascending') : undefined}>
      <UnstyledButton className={classes.order} fz="sm" onClick={order}>
        {t(`fleet.head.${head}`)}
        <Icon size={14} stroke={1.5} aria-hidden />
      </UnstyledButton>
    </Table.Th>
  );
}
