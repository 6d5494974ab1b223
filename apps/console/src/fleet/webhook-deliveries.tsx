import { http } from '@alongside/protocol';
import { StatusLight, type StatusLightProps, useFormats, useTexts } from '@alongside/ui';
import { Button, Skeleton, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { Failure } from '../shared/failure.tsx';
import { useNotices } from '../shared/use-notices.ts';
import classes from './fleet.module.css';
import { useFleetChange } from './use-fleet.ts';
import { type Delivery, useDeliveries } from './use-webhooks.ts';

const LOOKS: Readonly<Record<Delivery['state'], StatusLightProps['of']>> = {
  waiting: 'unknown',
  delivered: 'pass',
  failed: 'fail',
};
const HEADS = ['event', 'when', 'state', 'again'] as const;
const CLASSES: Readonly<Partial<Record<(typeof HEADS)[number], string | undefined>>> = {
  when: classes.side,
  again: classes.count,
};
/** The newest; the others on a press. */
const SHOWN = 5;

/** What was sent, the newest first, with what came of it. */
export function WebhookDeliveries({ id, paused }: { readonly id: string; readonly paused: boolean }) {
  const { t } = useTexts();
  const deliveries = useDeliveries(id);
  const [all, setAll] = useState(false);
  if (deliveries.error !== null) return <Failure error={deliveries.error} onRetry={() => void deliveries.refetch()} />;
  if (deliveries.data === undefined) return <Skeleton height={40} mt="sm" />;
  const { data } = deliveries;
  if (data.length === 0) {
    return (
      <Text size="sm" mt="sm">
        {t('webhooks.noDeliveries')}
      </Text>
    );
  }
  return (
    <>
      <Table className={classes.table} verticalSpacing={4} mt="sm" aria-label={t('webhooks.deliveries')}>
        <Table.Thead>
          <Table.Tr>
            {HEADS.map((head) => (
              <Table.Th key={head} className={CLASSES[head]}>
                {t(`webhooks.head.${head}`)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {(all ? data : data.slice(0, SHOWN)).map((delivery) => (
            <DeliveryRow key={delivery.id} webhookId={id} delivery={delivery} paused={paused} />
          ))}
        </Table.Tbody>
      </Table>
      {data.length > SHOWN && !all ? (
        <Button size="compact-sm" variant="subtle" onClick={() => setAll(true)}>
          {t('webhooks.all', { count: data.length })}
        </Button>
      ) : null}
    </>
  );
}

interface DeliveryRowProps {
  readonly webhookId: string;
  readonly delivery: Delivery;
  readonly paused: boolean;
}

function DeliveryRow({ webhookId, delivery, paused }: DeliveryRowProps) {
  const { t, has } = useTexts();
  const formats = useFormats();
  const notices = useNotices();
  const { id: deliveryId, event, at, state, status, error, attempts } = delivery;
  const resend = useFleetChange((api, _: undefined) =>
    api.callRoute(http.webhookResend, { params: { id: webhookId }, body: { deliveryId } }),
  );
  const name = has(`webhooks.event.${event}`) ? t(`webhooks.event.${event}`) : event;
  const answer = error ?? (status === null ? '' : t('webhooks.status', { status }));
  return (
    <Table.Tr>
      <Table.Td>
        {name}
        <div className={classes.under}>{formats.dayAndTime(at)}</div>
      </Table.Td>
      <Table.Td className={classes.side}>{formats.dayAndTime(at)}</Table.Td>
      <Table.Td>
        <StatusLight of={LOOKS[state]}>{t(`webhooks.state.${state}`, { count: attempts })}</StatusLight>
        {answer === '' ? null : (
          <Text size="xs" c="dimmed">
            {answer}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        {state === 'waiting' ? null : (
          <Button
            size="compact-sm"
            variant="default"
            disabled={paused}
            loading={resend.isPending}
            aria-label={t('webhooks.resendOf', { name, when: formats.dayAndTime(at) })}
            onClick={() => resend.mutate(undefined, { onError: notices.failed })}
          >
            {t('webhooks.resend')}
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
