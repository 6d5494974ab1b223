import { type CallBack, http } from '@alongside/protocol';
import { EmptyState, useFormats, useTexts } from '@alongside/ui';
import { Anchor, Button, Group, Skeleton, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMay } from '../desk/desk-context.ts';
import { Failure } from '../shared/failure.tsx';
import { PageTitle } from '../shared/page-title.tsx';
import { useServices } from '../shared/services.ts';
import { useNow, useObservable } from '../shared/use-observable.ts';
import { useCalls } from './call-context.tsx';
import classes from './calls.module.css';

const LOOK_AGAIN_MS = 30_000;

/** Who waits for a call, the first due first. */
export function CallsPage() {
  const { t } = useTexts();
  const { api } = useServices();
  const may = useMay();
  const calls = useCalls();
  const read = useQuery({
    queryKey: ['call-backs'],
    queryFn: () => api.callRoute(http.callBacks),
    refetchInterval: LOOK_AGAIN_MS,
  });
  return (
    <div style={{ padding: 24 }}>
      <Group justify="space-between" mb="md">
        <PageTitle>{t('calls.page')}</PageTitle>
        {may('tickets.claim') ? (
          <Button size="sm" variant="default" onClick={() => calls.start('in')}>
            {t('calls.take')}
          </Button>
        ) : null}
      </Group>
      {read.error === null ? null : <Failure error={read.error} onRetry={() => void read.refetch()} />}
      {read.data === undefined ? (
        read.error === null ? (
          <Skeleton height={160} aria-busy="true" />
        ) : null
      ) : read.data.calls.length === 0 ? (
        <EmptyState order={2} title={t('calls.none')}>
          {t('calls.noneMore')}
        </EmptyState>
      ) : (
        <Table aria-label={t('calls.page')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('calls.due')}</Table.Th>
              <Table.Th>{t('calls.whom')}</Table.Th>
              <Table.Th>{t('calls.wish')}</Table.Th>
              <Table.Th>{t('calls.owner')}</Table.Th>
              <Table.Th>{t('calls.call')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {read.data.calls.map((call) => (
              <WantedRow key={call.ticketId} call={call} />
            ))}
          </Table.Tbody>
        </Table>
      )}
    </div>
  );
}

function WantedRow({ call }: { readonly call: CallBack }) {
  const { t } = useTexts();
  const formats = useFormats();
  const may = useMay();
  const calls = useCalls();
  const running = useObservable(calls.note).state !== 'none';
  const now = useNow(30_000);
  const { ticketId, number, subject, requester, phone, when, dueAt, askedAt, tries, owner } = call;
  const late = now >= dueAt;
  const ticket = { id: ticketId, number, subject };
  return (
    <Table.Tr>
      <Table.Td className={late ? classes.late : undefined}>
        {formats.dayAndTime(dueAt)}
        {late ? ` · ${t('calls.late')}` : ''}
      </Table.Td>
      <Table.Td>
        <Anchor component={Link} to={`/tickets/${ticketId}`} c="inherit" fw={620}>
          {t('ticket.title', { number, subject })}
        </Anchor>
        <Text size="xs" c="dimmed">
          {requester}
        </Text>
      </Table.Td>
      <Table.Td>
        {when}
        <Text size="xs" c="dimmed">
          {t('calls.asked', { time: formats.dayAndTime(askedAt) })}
          {tries === 0 ? '' : ` · ${t('calls.tries', { count: tries })}`}
        </Text>
      </Table.Td>
      <Table.Td>{owner ?? t('tickets.nobody')}</Table.Td>
      <Table.Td>
        <Group gap="sm">
          <Anchor href={`tel:${phone.replace(/[^+\d]/gu, '')}`}>{phone}</Anchor>
          {may('tickets.claim') ? (
            <Button
              size="compact-sm"
              variant="default"
              disabled={running}
              aria-label={t('calls.beginLabel', { number })}
              onClick={() => calls.start('out', { ticket, device: null, name: requester, phone })}
            >
              {t('calls.begin')}
            </Button>
          ) : null}
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}
