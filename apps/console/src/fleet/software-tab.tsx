import { csvTable } from '@alongside/diagnostics';
import { EmptyState, readersLocale, saveText, useFormats, useTexts } from '@alongside/ui';
import { Button, Checkbox, Skeleton, Stack, Text } from '@mantine/core';
import { useMemo } from 'react';
import { Failure } from '../shared/failure.tsx';
import { TextFilter } from '../shared/text-filter.tsx';
import classes from './fleet.module.css';
import { type FleetSearch, readSearch, withFilter } from './fleet-search.ts';
import { programRows, programsShown } from './software-rows.ts';
import { SoftwareTable } from './software-table.tsx';
import { useSoftware } from './use-fleet.ts';
import { useFleetSearch } from './use-fleet-search.ts';

const CSV_HEAD = ['name', 'version', 'devices', 'ended'] as const;

/** Programs over the fleet: from the lists that users sent, which are never those of all computers. */
export function SoftwareTab() {
  const { t, language } = useTexts();
  const formats = useFormats();
  const software = useSoftware();
  const { search, go } = useFleetSearch();
  const programs = software.data?.programs;
  const shown = useMemo(() => {
    const { compare } = new Intl.Collator(readersLocale(language, navigator.languages), { numeric: true });
    return programsShown(programs ?? [], search, compare);
  }, [programs, search, language]);
  if (software.error !== null) return <Failure error={software.error} onRetry={() => void software.refetch()} />;
  if (software.data === undefined) return <Skeleton height={240} />;
  const { devices, sharing, cut, total, table } = software.data;
  const change = (next: FleetSearch) => go('software', next, { replace: true });
  const only = (ended: boolean): FleetSearch => {
    const { ended: _, ...rest } = search;
    return ended ? { ...rest, ended } : rest;
  };
  const save = () => {
    const rows = programRows(
      shown,
      CSV_HEAD.map((head) => t(`software.head.${head}`)),
    );
    saveText(`software-${new Date().toISOString().slice(0, 10)}.csv`, csvTable(rows), 'text/csv');
  };
  if (sharing === 0) {
    return (
      <EmptyState order={2} title={t('software.none')}>
        {t('software.source')}
      </EmptyState>
    );
  }
  return (
    <Stack gap="sm">
      <div>
        <Text fw={550}>
          {t('software.sharing', { count: devices, sharing: formats.number(sharing), devices: formats.number(devices) })}
        </Text>
        <Text size="sm" c="dimmed" maw="90ch">
          {t('software.source')} {cut === 0 ? null : t('software.cut', { count: cut })}
        </Text>
        <Text size="sm" c="dimmed" maw="90ch">
          {t('software.table', { date: formats.fullDay(Date.parse(table.date)), products: formats.list(table.products) })}
        </Text>
      </div>
      <search className={classes.programs} aria-label={t('software.filter')}>
        <TextFilter
          label={t('software.find')}
          value={search.program ?? ''}
          onChange={(program) => change(withFilter(search, { program }))}
        />
        <Checkbox
          size="sm"
          label={t('software.onlyEnded')}
          checked={search.ended === true}
          onChange={(event) => change(readSearch({ ...only(event.currentTarget.checked) }))}
          className={classes.check}
        />
        <Button variant="default" size="sm" onClick={save} disabled={shown.length === 0}>
          {t('software.csv')}
        </Button>
      </search>
      <Text size="sm" role="status">
        {t('software.shown', { count: shown.length, shown: formats.number(shown.length), total: formats.number(total) })}
        {total > software.data.programs.length
          ? ` ${t('software.rare', { listed: formats.number(software.data.programs.length) })}`
          : ''}
      </Text>
      {shown.length === 0 ? (
        <EmptyState order={2} title={t(search.ended ? 'software.noEnded' : 'software.noMatch')}>
          {t(search.ended ? 'software.noEndedMore' : 'software.noMatchMore')}
        </EmptyState>
      ) : (
        <SoftwareTable key={`${search.program} ${search.ended}`} programs={shown} />
      )}
    </Stack>
  );
}
