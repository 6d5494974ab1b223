import { http, type OrganisationProfile, organisationProfile, type RecordRule } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Group, Select, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { z } from 'zod';
import { useMay } from '../desk/desk-context.ts';
import { readKept } from '../editing/kept-draft.ts';
import { ChangedMeanwhile, isChangedMeanwhile } from '../shared/changed-meanwhile.tsx';
import { EmailInput } from '../shared/email-input.tsx';
import { Failure } from '../shared/failure.tsx';
import { useServices } from '../shared/services.ts';
import { useDraft } from '../shared/use-draft.ts';
import { HolidaysField } from './holidays-field.tsx';
import { isValid } from './hours.ts';
import { HoursEditor } from './hours-editor.tsx';
import { LogoField } from './logo-field.tsx';
import { OwnDaysField } from './own-days-field.tsx';

const RECORD_RULES = ['outline', 'whole', 'never'] as const satisfies readonly RecordRule[];
/** With what is half written: the server says of it what is wrong. */
const draftSchema = organisationProfile.extend({
  email: z.string().optional(),
  ownDays: z.array(z.strictObject({ date: z.string(), name: z.string() })),
});
/** What was typed, and the version that it began with. */
const typedSchema = z.strictObject({ version: z.int(), parts: z.record(z.string(), z.unknown()) });

/** What users read at the foot of their page: name, phone, e-mail, hours; and the days on which nobody is there. */
export function OrganisationSection() {
  const { api } = useServices();
  const may = useMay();
  const read = useQuery({ queryKey: ['organisation'], queryFn: () => api.callRoute(http.organisationRead) });
  if (read.data !== undefined) {
    const { logo, ...saved } = read.data;
    return (
      <Stack gap="lg">
        {may('organisation.write') ? <LogoField hasLogo={logo !== undefined} /> : null}
        <OrganisationForm key="form" saved={saved} />
      </Stack>
    );
  }
  if (read.error !== null) return <Failure error={read.error} onRetry={() => void read.refetch()} />;
  return (
    <Stack gap="md" aria-busy="true">
      <Skeleton height={54} />
      <Skeleton height={54} />
      <Skeleton height={280} />
    </Stack>
  );
}

function OrganisationForm({ saved }: { readonly saved: OrganisationProfile }) {
  const { t } = useTexts();
  const { api } = useServices();
  const may = useMay();
  const queries = useQueryClient();
  const readOnly = !may('organisation.write');
  // Only what was typed is kept, so that it takes back nothing that somebody else saved meanwhile.
  const [kept, keep] = useDraft('organisation');
  // Whoever may only read it reads what is saved, whatever an admin has typed in this browser.
  const typed = readOnly ? undefined : readKept(typedSchema, kept);
  // What is typed stays, whatever the server says meanwhile; all else follows it.
  const over = (parts: object) => draftSchema.safeParse({ ...saved, ...parts }).data ?? saved;
  const organisation = over(typed?.parts ?? {});
  const save = useMutation({
    mutationFn: (version: number) => api.callRoute(http.organisationWrite, { body: { ...organisation, version } }),
    onSuccess: (written) => {
      keep('');
      queries.setQueryData(['organisation'], written);
      void queries.invalidateQueries({ queryKey: ['me'] });
    },
    // Somebody else may have been faster: what is there now is shown then.
    onError: () => queries.invalidateQueries({ queryKey: ['organisation'] }),
  });
  const isSaved = (next: OrganisationProfile) => JSON.stringify(next) === JSON.stringify(over({}));
  const change = (part: Partial<OrganisationProfile>) => {
    if (save.isSuccess) save.reset();
    const parts = { ...typed?.parts, ...part };
    keep(isSaved(over(parts)) ? '' : JSON.stringify({ version: typed?.version ?? saved.version, parts }));
  };
  const changed = !isSaved(organisation);
  const drop = () => {
    keep('');
    save.reset();
  };
  const theirs = useTheirs()(saved, organisation);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(typed?.version ?? saved.version);
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md" maw={560}>
        {readOnly ? <Text c="dimmed">{t('organisation.readOnly')}</Text> : null}
        <TextInput
          label={t('organisation.name')}
          required
          maxLength={120}
          readOnly={readOnly}
          value={organisation.name}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <TextInput
          label={t('organisation.phone')}
          description={t('organisation.phoneWhy')}
          type="tel"
          maxLength={40}
          readOnly={readOnly}
          value={organisation.phone}
          onChange={(event) => change({ phone: event.currentTarget.value })}
        />
        <EmailInput
          description={t('organisation.emailWhy')}
          readOnly={readOnly}
          value={organisation.email ?? ''}
          onValue={(email) => change({ email })}
        />
        <Select
          label={t('organisation.timeZone')}
          data={timeZones(organisation.timeZone)}
          searchable
          allowDeselect={false}
          readOnly={readOnly}
          nothingFoundMessage={t('organisation.noTimeZone')}
          value={organisation.timeZone}
          onChange={(timeZone) => timeZone !== null && change({ timeZone })}
        />
        <Select
          label={t('organisation.records')}
          description={t('organisation.recordsWhy')}
          data={RECORD_RULES.map((value) => ({ value, label: t(`organisation.recordsRule.${value}`) }))}
          allowDeselect={false}
          readOnly={readOnly}
          value={organisation.records ?? 'outline'}
          onChange={(value) => change({ records: RECORD_RULES.find((rule) => rule === value) ?? 'outline' })}
        />
        <HoursEditor hours={organisation.hours} readOnly={readOnly} onChange={(hours) => change({ hours })} />
        {readOnly ? null : (
          <>
            <HolidaysField place={organisation.holidays} onChange={(holidays) => change({ holidays })} />
            <OwnDaysField days={organisation.ownDays} onChange={(ownDays) => change({ ownDays })} />
          </>
        )}
        {save.error === null || isChangedMeanwhile(save.error) ? null : (
          <Failure error={save.error} safe={t('organisation.safe')} />
        )}
        <ChangedMeanwhile
          error={save.error}
          now={theirs}
          pending={save.isPending}
          onTheirs={drop}
          onMine={() => save.mutate(saved.version)}
        />
        {readOnly ? null : (
          <Group>
            <Button
              type="submit"
              loading={save.isPending}
              disabled={!changed || !isValid(organisation.hours) || organisation.ownDays.some(({ date }) => date === '')}
            >
              {t('organisation.save')}
            </Button>
            {changed ? (
              <Button variant="default" onClick={drop}>
                {t('knowledge.drop')}
              </Button>
            ) : null}
            <Text role="status" c="dimmed">
              {save.isSuccess && !changed ? t('organisation.saved') : ''}
            </Text>
          </Group>
        )}
      </Stack>
    </form>
  );
}

/** What is there and is another than what was typed, field by field. */
function useTheirs(): (saved: OrganisationProfile, typed: OrganisationProfile) => string[] {
  const { t } = useTexts();
  return (saved, typed) => {
    const { name, phone, email = '', timeZone, records = 'outline' } = saved;
    const fields = [
      { part: 'name', label: t('organisation.name'), now: name },
      { part: 'phone', label: t('organisation.phone'), now: phone },
      { part: 'email', label: t('account.email'), now: email },
      { part: 'timeZone', label: t('organisation.timeZone'), now: timeZone },
      { part: 'records', label: t('organisation.records'), now: t(`organisation.recordsRule.${records}`) },
      { part: 'hours', label: t('hours.title'), now: t('organisation.others') },
      { part: 'holidays', label: t('holidays.country'), now: t('organisation.others') },
      { part: 'ownDays', label: t('holidays.own'), now: t('organisation.others') },
    ] as const;
    return fields.flatMap(({ part, label, now }) =>
      JSON.stringify(saved[part]) === JSON.stringify(typed[part]) ? [] : [`${label}: ${now || '–'}`],
    );
  };
}

function timeZones(current: string): string[] {
  return [...new Set([current, 'UTC', ...Intl.supportedValuesOf('timeZone')])];
}
