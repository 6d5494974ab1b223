import { type DeviceFilter, http, type ScanSchedule, scanProfile } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Group, NativeSelect, NumberInput, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { Failure } from '../shared/failure.tsx';
import { readFilter } from './fleet-search.ts';
import { draftOf, LAST_DAY, patternOf, RHYTHMS, type Rhythm, type ScheduleDraft, WEEKDAYS } from './schedule-draft.ts';
import { SchedulePreview } from './schedule-preview.tsx';
import { useFilterWords } from './use-filter-words.ts';
import { type Fleet, useFleetChange } from './use-fleet.ts';
import { useFleetSearch } from './use-fleet-search.ts';
import { useWeekdayName } from './use-weekday-name.ts';

export interface ScheduleFormProps {
  /** Absent for a new one. */
  readonly schedule: ScanSchedule | undefined;
  readonly fleet: Fleet;
  readonly zone: string;
  readonly onDone: () => void;
}

/** When, what, and which computers; what comes of it stands below while it is written. */
export function ScheduleForm({ schedule, fleet, zone, onDone }: ScheduleFormProps) {
  const { t } = useTexts();
  const weekdayName = useWeekdayName();
  const [draft, setDraft] = useState(() => draftOf(schedule));
  const change = (part: Partial<ScheduleDraft>) => setDraft({ ...draft, ...part });
  const filters = useFilterChoices(fleet, draft.filter);
  const pattern = patternOf(draft);
  const save = useFleetChange(async (api, body: Omit<ScanSchedule, 'id' | 'nextAt' | 'paused'>) => {
    if (schedule === undefined) await api.callRoute(http.scheduleCreate, { body });
    else await api.callRoute(http.scheduleWrite, { params: { id: schedule.id }, body: { ...body, paused: schedule.paused } });
  });
  const name = draft.name.trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (pattern === undefined) return;
    save.mutate({ name, pattern, profile: draft.profile, filter: draft.filter }, { onSuccess: onDone });
  };
  const { rhythm } = draft;
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <TextInput
          data-autofocus
          label={t('schedules.name')}
          required
          maxLength={60}
          value={draft.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <Group align="start" grow>
          <NativeSelect
            label={t('schedules.rhythm')}
            value={rhythm}
            onChange={(event) => change({ rhythm: RHYTHMS.find((each) => each === event.currentTarget.value) ?? 'daily' })}
            data={RHYTHMS.map((value: Rhythm) => ({ value, label: t(`schedules.rhythms.${value}`) }))}
          />
          {rhythm === 'weekly' ? (
            <NativeSelect
              label={t('schedules.weekday')}
              value={String(draft.weekday)}
              onChange={(event) => change({ weekday: Number(event.currentTarget.value) })}
              data={WEEKDAYS.map((day) => ({ value: String(day), label: weekdayName(day) }))}
            />
          ) : null}
          {rhythm === 'monthly' ? (
            <NumberInput
              label={t('schedules.dayOfMonth')}
              min={1}
              max={LAST_DAY}
              clampBehavior="strict"
              allowDecimal={false}
              value={draft.dayOfMonth}
              onChange={(value) => change({ dayOfMonth: Number(value) || 1 })}
            />
          ) : null}
          {rhythm === 'own' ? (
            <TextInput
              label={t('schedules.pattern')}
              description={t('schedules.patternWhy')}
              value={draft.pattern}
              maxLength={60}
              error={pattern === undefined ? t('schedules.noPattern') : null}
              onChange={(event) => change({ pattern: event.currentTarget.value })}
            />
          ) : (
            <TextInput
              type="time"
              required
              label={t('schedules.time', { zone })}
              value={draft.time}
              onChange={(event) => change({ time: event.currentTarget.value })}
            />
          )}
        </Group>
        <NativeSelect
          label={t('fleet.profile')}
          value={draft.profile}
          onChange={(event) => change({ profile: scanProfile.catch('quick').parse(event.currentTarget.value) })}
          data={scanProfile.options.map((value) => ({ value, label: t(`fleet.profiles.${value}`) }))}
        />
        <NativeSelect
          label={t('schedules.which')}
          description={t('schedules.whichWhy')}
          value={JSON.stringify(draft.filter)}
          onChange={(event) => {
            const chosen = filters.find(({ value }) => value === event.currentTarget.value);
            if (chosen !== undefined) change({ filter: chosen.filter });
          }}
          data={filters.map(({ value, label }) => ({ value, label }))}
        />
        <SchedulePreview pattern={pattern} filter={draft.filter} fleet={fleet} zone={zone} />
        {save.error === null ? null : <Failure error={save.error} safe={t('schedules.notSaved')} />}
        <Group>
          <Button type="submit" loading={save.isPending} disabled={name === '' || pattern === undefined}>
            {t(schedule === undefined ? 'schedules.makeGo' : 'schedules.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface FilterChoice {
  readonly value: string;
  readonly label: string;
  readonly filter: DeviceFilter;
}

/** All computers, saved views, the filter of the address, and what the schedule has; each filter once. */
function useFilterChoices({ views, groups }: Fleet, current: DeviceFilter): readonly FilterChoice[] {
  const words = useFilterWords(groups);
  const { search } = useFleetSearch();
  const choices = [
    { label: words({}), filter: {} },
    ...views.map(({ name, filter }) => ({ label: `${name} (${words(filter)})`, filter })),
    ...[readFilter({ ...search }), current].map((filter) => ({ label: words(filter), filter })),
  ].map((choice) => ({ ...choice, value: JSON.stringify(choice.filter) }));
  return choices.filter(({ value }, at) => choices.findIndex((each) => each.value === value) === at);
}
