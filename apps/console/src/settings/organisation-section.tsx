import { http, type OrganisationProfile, organisationProfile, type RecordRule } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Group, Select, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { z } from 'zod';
import { useMay } from '../desk/desk-context.ts';
import { readKept } from '../editing/kept-draft.ts';
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
const partsSchema = z.record(z.string(), z.unknown());

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
  // Only what was typed is kept, so that it takes back nothing that somebody else saved meanwhile.
  const [kept, keep] = useDraft('organisation');
  const typed = readKept(partsSchema, kept);
  // What is typed stays, whatever the server says meanwhile.
  const [organisation, setOrganisation] = useState(() => draftSchema.safeParse({ ...saved, ...typed }).data ?? saved);
  const readOnly = !may('organisation.write');
  const save = useMutation({
    mutationFn: () => api.callRoute(http.organisationWrite, { body: organisation }),
    onSuccess: (written) => {
      const { logo: _, ...profile } = written;
      setOrganisation(profile);
      keep('');
      queries.setQueryData(['organisation'], written);
      void queries.invalidateQueries({ queryKey: ['me'] });
    },
  });
  const isSaved = (next: OrganisationProfile) => JSON.stringify(next) === JSON.stringify(saved);
  const change = (part: Partial<OrganisationProfile>) => {
    if (save.isSuccess) save.reset();
    const next = { ...organisation, ...part };
    setOrganisation(next);
    keep(isSaved(next) ? '' : JSON.stringify({ ...typed, ...part }));
  };
  const changed = !isSaved(organisation);
  const drop = () => {
    setOrganisation(saved);
    keep('');
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
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
        {save.error === null ? null : <Failure error={save.error} safe={t('organisation.safe')} />}
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

function timeZones(current: string): string[] {
  return [...new Set([current, 'UTC', ...Intl.supportedValuesOf('timeZone')])];
}
