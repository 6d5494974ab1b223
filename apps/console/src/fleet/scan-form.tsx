import { http, type ScanProfile, scanProfile } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Button, Group, Radio, Stack, Text } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { Failure } from '../shared/failure.tsx';
import { useFleetChange } from './use-fleet.ts';
import { useFleetSearch } from './use-fleet-search.ts';

/** Asks many computers for a scan. It says plainly whose word counts. */
export function ScanForm({ deviceIds }: { readonly deviceIds: readonly string[] }) {
  const { t } = useTexts();
  const { number } = useFormats();
  const { search, go } = useFleetSearch();
  const [profile, setProfile] = useState<ScanProfile>('quick');
  const start = useFleetChange((api, body: { deviceIds: string[]; profile: ScanProfile }) =>
    api.callRoute(http.scanStart, { body }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    start.mutate({ deviceIds: [...deviceIds], profile }, { onSuccess: ({ id }) => go('scans', { ...search, scan: id }) });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Radio.Group
          label={t('fleet.profile')}
          value={profile}
          onChange={(value) => setProfile(scanProfile.catch('quick').parse(value))}
        >
          <Stack gap="xs" mt="xs">
            {scanProfile.options.map((each) => (
              <Radio key={each} value={each} label={t(`fleet.profiles.${each}`)} />
            ))}
          </Stack>
        </Radio.Group>
        <Text size="sm">{t('fleet.consent')}</Text>
        {start.error === null ? null : <Failure error={start.error} safe={t('fleet.noScan')} />}
        <Group>
          <Button type="submit" loading={start.isPending}>
            {t('fleet.ask', { count: deviceIds.length, value: number(deviceIds.length) })}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
