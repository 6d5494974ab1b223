import { useTexts } from '@alongside/ui';
import { Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ClaimedTicket } from '../session/claimed-ticket.ts';
import { useObservable } from '../shared/use-observable.ts';

/** The sessions of this tab that have a record. */
export function OwnRecords({ sessions }: { readonly sessions: ReadonlyMap<string, ClaimedTicket> }) {
  const { t } = useTexts();
  return (
    <Stack gap="xs" maw={880}>
      <Title order={2}>{t('ledger.own')}</Title>
      <Text size="sm" c="dimmed">
        {t(sessions.size === 0 ? 'ledger.ownNone' : 'ledger.ownHint')}
      </Text>
      {[...sessions.values()].map((session) => (
        <OwnRow key={session.ticketId} session={session} />
      ))}
    </Stack>
  );
}

function OwnRow({ session }: { readonly session: ClaimedTicket }) {
  const { t } = useTexts();
  const entries = useObservable(session.ledgerLength);
  if (entries === 0) return null;
  return (
    <Paper p="sm">
      <Group justify="space-between">
        <Text size="sm">
          {t('ledger.row', { name: session.userName, device: session.deviceName })} · {t('ledger.entries', { count: entries })}
        </Text>
        <Button
          variant="default"
          size="compact-md"
          renderRoot={(props) => <Link to="/records/$ticketId" params={{ ticketId: session.ticketId }} {...props} />}
        >
          {t('ledger.show')}
        </Button>
      </Group>
    </Paper>
  );
}
