import { placeOf } from '@alongside/desk';
import { withOrganisation } from '@alongside/identity';
import { http } from '@alongside/protocol';
import { EmptyState, StatusLight, useFormats, useTexts } from '@alongside/ui';
import { Anchor, Button, Group, Skeleton, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useDesk, useMay } from '../desk/desk-context.ts';
import { Pager } from '../fleet/pager.tsx';
import { useFleetDevices } from '../fleet/use-fleet.ts';
import { Failure } from '../shared/failure.tsx';
import { useServices } from '../shared/services.ts';
import { useObservable } from '../shared/use-observable.ts';
import { OneTimeLink } from './one-time-link.tsx';

/** Enrolled computers, and the link that enrolls another. */
export function DevicesSection() {
  const { t } = useTexts();
  const may = useMay();
  const formats = useFormats();
  const [page, setPage] = useState(0);
  const devices = useFleetDevices({ by: 'enrolled', down: true }, page);
  const shown = devices.data;
  return (
    <Stack gap="lg" maw={760}>
      {may('devices.enroll') ? <EnrollmentForm /> : null}
      <div>
        <Title order={2} size="h3" mb="xs">
          {t('devices.list')}
        </Title>
        {devices.error !== null ? <Failure error={devices.error} onRetry={() => void devices.refetch()} /> : null}
        {devices.isPending ? <Skeleton height={120} /> : null}
        {shown?.count === 0 ? (
          <EmptyState order={3} title={t('devices.none')}>
            {t('devices.noneMore')}
          </EmptyState>
        ) : null}
        {shown === undefined || shown.count === 0 ? null : (
          <Table fz="sm" verticalSpacing={6}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('devices.name')}</Table.Th>
                <Table.Th>{t('devices.system')}</Table.Th>
                <Table.Th>{t('devices.state')}</Table.Th>
                <Table.Th>{t('devices.enrolled')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {shown.devices.map((device) => (
                <Table.Tr key={device.id}>
                  <Table.Td>
                    <Anchor component={Link} to={`/devices/${device.id}`} size="sm">
                      {device.name}
                    </Anchor>
                  </Table.Td>
                  <Table.Td>{device.system}</Table.Td>
                  <Table.Td>
                    <StatusLight of={device.online ? 'idle' : 'offline'} filled={device.online}>
                      {device.online
                        ? t('devices.online')
                        : device.lastSeenAt === null
                          ? t('devices.never')
                          : t('devices.lastSeen', { at: formats.dayAndTime(device.lastSeenAt) })}
                    </StatusLight>
                  </Table.Td>
                  <Table.Td>{formats.day(device.enrolledAt, Date.now())}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
        {shown === undefined ? null : <Pager of={placeOf(shown.count, shown.page)} total={shown.count} onPage={setPage} />}
      </div>
    </Stack>
  );
}

function EnrollmentForm() {
  const { t } = useTexts();
  const { api, trustMemory } = useServices();
  const { user } = useDesk();
  // From what was compared in this browser, never from what the server says.
  const trust = useObservable(trustMemory.of(user.id));
  const [label, setLabel] = useState('');
  const make = useMutation({
    mutationFn: () => api.callRoute(http.enrollmentCreate, { body: { label: label.trim() } }),
    onSuccess: () => setLabel(''),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate();
  };
  return (
    <Stack gap="sm">
      <Title order={2} size="h3">
        {t('devices.enroll')}
      </Title>
      <Text c="dimmed">{t('devices.enrollHow')}</Text>
      <form onSubmit={submit}>
        <Group align="end" gap="sm">
          <TextInput
            label={t('devices.label')}
            required
            maxLength={80}
            value={label}
            onChange={(event) => setLabel(event.currentTarget.value)}
          />
          <Button type="submit" loading={make.isPending}>
            {t('devices.makeLink')}
          </Button>
        </Group>
      </form>
      {make.error === null ? null : <Failure error={make.error} safe={t('devices.safe')} />}
      {make.data === undefined ? null : (
        <OneTimeLink
          label={t('devices.link')}
          {...make.data}
          {...(trust === null ? {} : { url: withOrganisation(make.data.url, trust.organisation), more: t('devices.linkPins') })}
        />
      )}
    </Stack>
  );
}
