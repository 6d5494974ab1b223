import type { FleetDevice } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Button, Modal, Text } from '@mantine/core';
import { IconStethoscope } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useMay } from '../desk/desk-context.ts';
import classes from './fleet.module.css';
import { GroupForm } from './group-form.tsx';
import { MaintenanceForm } from './maintenance-form.tsx';
import { OwnerForm } from './owner-form.tsx';
import { ScanForm } from './scan-form.tsx';
import { TagsForm } from './tags-form.tsx';
import type { Fleet } from './use-fleet.ts';

const ACTIONS = ['scan', 'owner', 'group', 'tags', 'maintenance'] as const;
type Action = (typeof ACTIONS)[number];

export interface SelectionBarProps {
  readonly chosen: ReadonlySet<string>;
  /** Those of the page; the chosen may be on others, too. */
  readonly rows: readonly FleetDevice[];
  /** How many fit the filter, of how many. */
  readonly shown: number;
  readonly fleet: Fleet;
  /** Absent while it is not known who all are. */
  readonly onAll: (() => void) | undefined;
  readonly choosing: boolean;
  readonly onNone: () => void;
}

/** How many computers are shown, and what is done with those that are ticked. */
export function SelectionBar({ chosen, rows, shown, fleet, onAll, choosing, onNone }: SelectionBarProps) {
  const { t } = useTexts();
  const { number } = useFormats();
  const may = useMay()('fleet.manage');
  const [action, setAction] = useState<Action>();
  const { at, groups, tags, total } = fleet;
  const count = chosen.size;
  const close = () => setAction(undefined);
  const deviceIds = [...chosen];
  const known = rows.filter(({ id }) => chosen.has(id));
  const isAllKnown = known.length === count;
  const present = isAllKnown ? [...new Set(known.flatMap((device) => device.tags))].sort() : tags;
  const isIn = !isAllKnown || known.some(({ maintenanceUntil }) => maintenanceUntil !== null && maintenanceUntil > at);
  const forms: Readonly<Record<Action, () => ReactNode>> = {
    scan: () => <ScanForm deviceIds={deviceIds} />,
    owner: () => <OwnerForm deviceIds={deviceIds} known={known} onDone={close} />,
    group: () => <GroupForm deviceIds={deviceIds} known={known} groups={groups} onDone={close} />,
    tags: () => <TagsForm deviceIds={deviceIds} present={present} onDone={close} />,
    maintenance: () => <MaintenanceForm deviceIds={deviceIds} isIn={isIn} at={at} onDone={close} />,
  };
  return (
    <section className={classes.bar} aria-label={t('fleet.actions')}>
      <Text size="sm" role="status">
        {count === 0
          ? t('fleet.shown', { count: shown, shown: number(shown), of: number(total) })
          : t('fleet.chosen', { count, value: number(count) })}
      </Text>
      {may && count < shown ? (
        <Button variant="subtle" size="compact-sm" disabled={onAll === undefined} loading={choosing} onClick={onAll}>
          {t('fleet.chooseAll', { count: shown, value: number(shown) })}
        </Button>
      ) : null}
      {may && count > 0 ? (
        <>
          <Button variant="subtle" size="compact-sm" onClick={onNone}>
            {t('fleet.chooseNone')}
          </Button>
          {ACTIONS.map((each) => (
            <Button
              key={each}
              size="compact-md"
              variant={each === 'scan' ? 'filled' : 'default'}
              leftSection={each === 'scan' ? <IconStethoscope size={16} stroke={1.5} aria-hidden /> : null}
              onClick={() => setAction(each)}
            >
              {t(`fleet.action.${each}`)}
            </Button>
          ))}
        </>
      ) : null}
      <Modal
        opened={action !== undefined && count > 0}
        onClose={close}
        title={action === undefined ? '' : t(`fleet.form.${action}`, { count, value: number(count) })}
        closeButtonProps={{ 'aria-label': t('app.close') }}
      >
        {action === undefined ? null : forms[action]()}
      </Modal>
    </section>
  );
}
