import { type HolidayPlace, http } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { List, Select, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Failure } from '../shared/failure.tsx';
import { useServices } from '../shared/services.ts';
import { countryOptions, findCountries } from './country-options.ts';

/** The next ones, to see that they are the right ones. */
const SHOWN = 6;

const NONE: readonly { code: string; name: string }[] = [];

export interface HolidaysFieldProps {
  readonly place: HolidayPlace | null;
  readonly onChange: (place: HolidayPlace | null) => void;
}

/** Whose public holidays are kept, and which those are. */
export function HolidaysField({ place, onChange }: HolidaysFieldProps) {
  const { t, language } = useTexts();
  const { api } = useServices();
  const formats = useFormats();
  const look = useQuery({
    queryKey: ['holidays', place],
    queryFn: () => api.callRoute(http.holidaysLook, { body: { place } }),
    placeholderData: (before) => before,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const { countries = NONE, states = [], regions = [], days = [] } = look.data ?? {};
  const named = useMemo(() => countryOptions(countries, language), [countries, language]);
  if (look.error !== null) return <Failure error={look.error} onRetry={() => void look.refetch()} />;
  const options = (list: readonly { code: string; name: string }[]) =>
    list.map(({ code, name }) => ({ value: code, label: name }));
  const state = place?.state ?? null;
  return (
    <Stack gap="sm">
      <Select
        label={t('holidays.country')}
        description={t('holidays.why')}
        data={named}
        filter={({ search }) => findCountries(named, search)}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': t('holidays.none') }}
        nothingFoundMessage={t('holidays.noPlace')}
        value={place?.country ?? null}
        onChange={(country) => onChange(country === null ? null : { country, state: null, region: null })}
      />
      {place === null || states.length === 0 ? null : (
        <Select
          label={t('holidays.state')}
          data={options(states)}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': t('holidays.wholeCountry') }}
          placeholder={t('holidays.wholeCountry')}
          nothingFoundMessage={t('holidays.noPlace')}
          value={state}
          onChange={(next) => onChange({ ...place, state: next, region: null })}
        />
      )}
      {place === null || state === null || regions.length === 0 ? null : (
        <Select
          label={t('holidays.region')}
          data={options(regions)}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': t('holidays.wholeState') }}
          placeholder={t('holidays.wholeState')}
          nothingFoundMessage={t('holidays.noPlace')}
          value={place.region}
          onChange={(region) => onChange({ ...place, region })}
        />
      )}
      {place === null || days.length === 0 ? null : (
        <div>
          <Text size="sm" c="dimmed">
            {t('holidays.next')}
          </Text>
          <List size="sm">
            {days.slice(0, SHOWN).map(({ date, name }) => (
              <List.Item key={date}>{t('holidays.day', { day: formats.day(noonOf(date), 0), name })}</List.Item>
            ))}
          </List>
        </div>
      )}
    </Stack>
  );
}

/** So that the date is the same in every zone in which it is shown. */
function noonOf(date: string): number {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  return new Date(year, month - 1, day, 12).getTime();
}
