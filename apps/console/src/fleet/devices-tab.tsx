import { fits } from '@alongside/desk';
import { EmptyState, readersLocale, useFormats, useTexts } from '@alongside/ui';
import { Button, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useMay } from '../desk/desk-context.ts';
import { inOrder } from './device-order.ts';
import { DeviceTable } from './device-table.tsx';
import { FilterRow } from './filter-row.tsx';
import { readFilter } from './fleet-search.ts';
import { SavedViews } from './saved-views.tsx';
import { SelectionBar } from './selection-bar.tsx';
import type { Fleet } from './use-fleet.ts';
import { useFleetSearch } from './use-fleet-search.ts';

/** The computers that fit, and what is done with many of them. */
export function DevicesTab({ fleet }: { readonly fleet: Fleet }) {
  const { t, language } = useTexts();
  const { number } = useFormats();
  const may = useMay();
  const { search, go } = useFleetSearch();
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
  const { at, devices, groups, total } = fleet;
  const shown = useMemo(() => {
    const filter = readFilter({ ...search });
    const collator = new Intl.Collator(readersLocale(language, navigator.languages), { numeric: true });
    const order = { by: search.by ?? 'name', down: search.down === true, groups, compare: collator.compare };
    return inOrder(
      devices.filter((device) => fits(device, filter, at)),
      order,
    );
  }, [search, devices, groups, at, language]);
  // What is not shown is not acted on, whatever was ticked before the filter changed.
  const chosen = useMemo(() => shown.filter(({ id }) => ticked.has(id)), [shown, ticked]);
  if (devices.length === 0) {
    return (
      <EmptyState order={2} title={t('devices.none')} action={may('devices.enroll') ? <Enroll /> : null}>
        {t('fleet.noneMore')}
      </EmptyState>
    );
  }
  return (
    <Stack gap="sm">
      {total > devices.length ? (
        <Text size="sm" role="note">
          {t('fleet.onlyFirst', { count: devices.length, shown: number(devices.length), total: number(total) })}
        </Text>
      ) : null}
      <SavedViews views={fleet.views} />
      <FilterRow fleet={fleet} />
      <SelectionBar
        chosen={chosen}
        shown={shown.length}
        of={devices.length}
        groups={groups}
        at={at}
        onAll={() => setTicked(new Set(shown.map(({ id }) => id)))}
        onNone={() => setTicked(new Set())}
      />
      {shown.length === 0 ? (
        <EmptyState
          order={2}
          title={t('fleet.noMatch')}
          action={
            <Button variant="default" onClick={() => go('devices', {})}>
              {t('fleet.clear')}
            </Button>
          }
        >
          {t('fleet.noMatchMore')}
        </EmptyState>
      ) : (
        <DeviceTable
          key={JSON.stringify(readFilter({ ...search }))}
          devices={shown}
          groups={groups}
          at={at}
          ticked={ticked}
          onTick={setTicked}
        />
      )}
    </Stack>
  );
}

function Enroll() {
  const { t } = useTexts();
  return (
    <Button variant="default" renderRoot={(props) => <Link to="/settings/$section" params={{ section: 'devices' }} {...props} />}>
      {t('devices.enroll')}
    </Button>
  );
}
