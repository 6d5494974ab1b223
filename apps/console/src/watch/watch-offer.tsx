import { toAppError } from '@alongside/base';
import type { TicketSummary } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Alert, Button, Group, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useDesk, useMay } from '../desk/desk-context.ts';
import { useNamed } from '../desk/use-named.ts';
import { useNotices } from '../shared/use-notices.ts';
import { useObservable } from '../shared/use-observable.ts';

/** Said beside the button, since what it says stays so. */
const SAID_HERE: readonly string[] = ['session.not-found', 'ticket.wrong-state'];

export interface WatchOfferProps {
  readonly ticket: TicketSummary;
  /** Where nothing else keeps it off the edge. */
  readonly inset?: boolean;
}

/** Whoever handed over a session that goes on may ask its user to stay and watch; nothing for anybody else. */
export function WatchOffer({ ticket: given, inset = false }: WatchOfferProps) {
  const ticket = useNamed(given);
  const { t } = useTexts();
  const { client, sessions, user } = useDesk();
  const may = useMay();
  const notices = useNotices();
  const online = useObservable(client.state).state === 'online';
  const watch = useMutation({
    mutationFn: () => sessions.watch(ticket.id),
    onError: (error) => {
      if (!SAID_HERE.includes(toAppError(error).code)) notices.failed(error);
    },
  });
  const { technician, handedOverBy, state } = ticket;
  if (handedOverBy !== user.id || technician === null || state !== 'in-session' || !may('tickets.claim')) return null;
  const refused = watch.error === null ? undefined : toAppError(watch.error).code;
  const names = { technician: technician.name, user: ticket.requester };
  return (
    <Alert variant="outline" my="sm" mx={inset ? 'sm' : 0} role="region" aria-label={t('watch.offer.label')}>
      <Group justify="space-between" gap="sm" wrap="nowrap">
        <Text size="sm">{t('watch.offer.text', names)}</Text>
        <Button
          size="compact-md"
          variant="default"
          disabled={!online}
          loading={watch.isPending}
          onClick={() => watch.mutate()}
          style={{ flex: 'none' }}
        >
          {t('watch.offer.ask')}
        </Button>
      </Group>
      <Text size="sm" role="status">
        {refused !== undefined && SAID_HERE.includes(refused) ? t(`watch.offer.refused.${refused}`) : null}
      </Text>
    </Alert>
  );
}
