import { http } from '@alongside/protocol';
import { EmptyState, useTexts } from '@alongside/ui';
import { Button, Skeleton, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '../desk/desk-context.ts';
import { Failure } from '../shared/failure.tsx';
import { useServices } from '../shared/services.ts';
import { useNotices } from '../shared/use-notices.ts';
import { DeviceTable } from './device-table.tsx';
import { FilterRow } from './filter-row.tsx';
import { readFilter } from './fleet-search.ts';
import { SavedViews } from './saved-views.tsx';
import { SelectionBar } from './selection-bar.tsx';
import { type Fleet, useFleetDevices } from './use-fleet.ts';
import { useFleetSearch } from './use-fleet-search.ts';

/** What is kept of one filter: another one begins at its first page with nobody chosen. */
interface Look {
  readonly filter: string;
  readonly page: number;
  readonly ticked: ReadonlySet<string>;
}

/** The computers that fit, and what is done with many of them. */
export function DevicesTab({ fleet }: { readonly fleet: Fleet }) {
  const { t } = useTexts();
  const { api } = useServices();
  const may = useMay();
  const notices = useNotices();
  const { search, go } = useFleetSearch();
  const wanted = readFilter({ ...search });
  const filter = JSON.stringify(wanted);
  const [kept, setLook] = useState<Look>();
  // What is not shown is not acted on, whatever was ticked before the filter changed.
  const look = kept?.filter === filter ? kept : { filter, page: 0, ticked: new Set<string>() };
  const list = useFleetDevices(search, look.page);
  const setTicked = (ticked: ReadonlySet<string>) => setLook({ ...look, ticked });
  const all = useMutation({
    mutationFn: () => api.callRoute(http.fleetIds, { body: { filter: wanted } }),
    onSuccess: ({ ids }) => setTicked(new Set(ids)),
    onError: notices.failed,
  });
  if (fleet.total === 0) {
    return (
      <EmptyState order={2} title={t('devices.none')} action={may('devices.enroll') ? <Enroll /> : null}>
        {t('fleet.noneMore')}
      </EmptyState>
    );
  }
  const { devices = [], count = 0, page = 0, at = fleet.at } = list.data ?? {};
  return (
    <Stack gap="sm">
      <SavedViews views={fleet.views} />
      <FilterRow fleet={fleet} />
      {list.error === null ? null : <Failure error={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending ? <Skeleton height={320} /> : null}
      {list.data === undefined ? null : (
        <SelectionBar
          chosen={look.ticked}
          rows={devices}
          shown={count}
          fleet={fleet}
          onAll={list.isPlaceholderData ? undefined : () => all.mutate()}
          choosing={all.isPending}
          onNone={() => setTicked(new Set())}
        />
      )}
      {list.data !== undefined && count === 0 ? (
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
      ) : null}
      {count === 0 ? null : (
        <DeviceTable
          key={filter}
          devices={devices}
          page={page}
          count={count}
          onPage={(next) => setLook({ ...look, page: next })}
          groups={fleet.groups}
          at={at}
          ticked={look.ticked}
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
