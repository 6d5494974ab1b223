import { http, type NoticeHours } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Checkbox, Group, NativeSelect, Radio, Skeleton, Stack, Switch, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { fromTimeField, toTimeField } from '../settings/hours.ts';
import { Failure } from '../shared/failure.tsx';
import { useServices } from '../shared/services.ts';
import { QuietDays } from './quiet-days.tsx';

const KEY = ['notice-hours'];
/** What quiet hours begin with: the nights of the working week. */
const NIGHTS = { days: [1, 2, 3, 4, 5], from: 18 * 60, to: 8 * 60 };
const MORNING = 8 * 60;

/** When one wants to be left alone, and when mails come. */
export function QuietSection() {
  const { api } = useServices();
  const read = useQuery({ queryKey: KEY, queryFn: () => api.callRoute(http.noticeHoursRead) });
  if (read.error !== null) return <Failure error={read.error} onRetry={() => void read.refetch()} />;
  if (read.data === undefined) return <Skeleton height={160} aria-busy="true" />;
  return <QuietForm {...read.data} />;
}

interface Read {
  readonly canMail: boolean;
  readonly timeZone: string;
  readonly hours: NoticeHours;
}

function QuietForm({ canMail, timeZone, hours: saved }: Read) {
  const { t } = useTexts();
  const { api } = useServices();
  const queries = useQueryClient();
  // What is chosen stays, whatever the server says meanwhile.
  const [hours, setHours] = useState(saved);
  const save = useMutation({
    mutationFn: () => api.callRoute(http.noticeHoursWrite, { body: { hours } }),
    onSuccess: () => queries.setQueryData(KEY, { canMail, timeZone, hours }),
  });
  const change = (part: Partial<NoticeHours>) => {
    if (save.isSuccess) save.reset();
    setHours({ ...hours, ...part });
  };
  const { quiet, digest, urgentPasses } = hours;
  const changed = JSON.stringify(hours) !== JSON.stringify(saved);
  const isAlways = quiet !== null && quiet.from === quiet.to && quiet.days.length === 7;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <div>
          <Title order={2} size="h3" mb="xs">
            {t('quiet.title')}
          </Title>
          <Text size="sm" c="dimmed">
            {t(canMail ? 'quiet.why' : 'quiet.whyNoMail')}
          </Text>
        </div>
        <Switch
          label={t('quiet.on')}
          checked={quiet !== null}
          onChange={(event) => change({ quiet: event.currentTarget.checked ? (saved.quiet ?? NIGHTS) : null })}
        />
        {quiet === null ? null : (
          <>
            <QuietDays quiet={quiet} onChange={(next) => change({ quiet: next })} />
            {isAlways ? (
              <Text size="sm" c="stop" role="alert">
                {t('quiet.always')}
              </Text>
            ) : null}
            <Checkbox
              label={t('quiet.urgent')}
              description={t('quiet.urgentWhy')}
              checked={urgentPasses}
              onChange={(event) => change({ urgentPasses: event.currentTarget.checked })}
            />
          </>
        )}
        {canMail ? (
          <Group align="flex-end" gap="md">
            <Radio.Group
              label={t('quiet.mails')}
              value={digest.when}
              onChange={(when) => change({ digest: when === 'daily' ? { when, at: MORNING } : { when: 'at-once' } })}
            >
              <Group mt="xs">
                <Radio value="at-once" label={t('quiet.atOnce')} />
                <Radio value="daily" label={t('quiet.daily')} />
              </Group>
            </Radio.Group>
            {digest.when === 'daily' ? (
              <TextInput
                type="time"
                required
                aria-label={t('quiet.at')}
                value={toTimeField(digest.at)}
                onChange={(event) => {
                  const at = fromTimeField(event.currentTarget.value);
                  if (at !== undefined) change({ digest: { when: 'daily', at } });
                }}
              />
            ) : null}
          </Group>
        ) : null}
        {quiet === null && digest.when === 'at-once' ? null : (
          <NativeSelect
            maw={360}
            label={t('quiet.zone')}
            value={hours.timeZone ?? ''}
            onChange={({ currentTarget: { value } }) => change({ timeZone: value === '' ? null : value })}
            data={[
              { value: '', label: t('quiet.zoneOrganisation', { zone: timeZone }) },
              ...zones(saved.timeZone).map((zone) => ({ value: zone, label: zone })),
            ]}
          />
        )}
        {save.error === null ? null : <Failure error={save.error} safe={t('quiet.safe')} />}
        <Group>
          <Button type="submit" variant="default" loading={save.isPending} disabled={!changed || isAlways}>
            {t('quiet.save')}
          </Button>
          <Text role="status" c="dimmed">
            {save.isSuccess && !changed ? t('quiet.saved') : ''}
          </Text>
        </Group>
      </Stack>
    </form>
  );
}

/** The clocks of this browser first: they are most likely one's own. */
function zones(chosen: string | null): string[] {
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return [...new Set([here, ...(chosen === null ? [] : [chosen]), ...Intl.supportedValuesOf('timeZone')])];
}
