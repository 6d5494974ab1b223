import type { DeviceGroup, FleetDevice } from '@alongside/protocol';
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

const ACTIONS = ['scan', 'owner', 'group', 'tags', 'maintenance'] as const;
type Action = (typeof ACTIONS)[number];

export interface SelectionBarProps {
  readonly chosen: readonly FleetDevice[];
  /** How many fit the filter, of how many. */
  readonly shown: number;
  readonly of: number;
  readonly groups: readonly DeviceGroup[];
  readonly at: number;
  readonly onAll: () => void;
  readonly onNone: () => void;
}

/** How many computers are shown, and what is done with those that are ticked. */
export function SelectionBar({ chosen, shown, of, groups, at, onAll, onNone }: SelectionBarProps) {
  const { t } = useTexts();
  const { number } = useFormats();
  const may = useMay()('fleet.manage');
  const [action, setAction] = useState<Action>();
  const count = chosen.length;
  const close = () => setAction(undefined);
  const ids = chosen.map(({ id }) => id);
  const forms: Readonly<Record<Action, () => ReactNode>> = {
    scan: () => <ScanForm deviceIds={ids} />,
    owner: () => <OwnerForm devices={chosen} onDone={close} />,
    group: () => <GroupForm devices={chosen} groups={groups} onDone={close} />,
    tags: () => <TagsForm devices={chosen} onDone={close} />,
    maintenance: () => <MaintenanceForm devices={chosen} at={at} onDone={close} />,
  };
  return (
    <section className={classes.bar} aria-label={t('fleet.actions')}>
      <Text size="sm" role="status">
        {count === 0 ? t('fleet.shown', { count: shown, shown: number(shown), of: number(of) }) : t('fleet.chosen', { count })}
      </Text>
      {may && count < shown ? (
        <Button variant="subtle" size="compact-sm" onClick={onAll}>
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
        title={action === undefined ? '' : t(`fleet.form.${action}`, { count })}
        closeButtonProps={{ 'aria-label': t('app.close') }}
      >
        {action === undefined ? null : forms[action]()}
      </Modal>
    </section>
  );
}
