import type { TicketLine } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Anchor, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useAge } from '../desk/age.tsx';
import { useNow } from '../shared/use-observable.ts';
import classes from './tickets.module.css';

const HEADS = ['ticket', 'status', 'priority', 'owner', 'waits', 'updated'] as const;

/** A line a ticket; its number and subject lead to it. */
export function TicketTable({ tickets }: { readonly tickets: readonly TicketLine[] }) {
  const { t } = useTexts();
  const now = useNow(30_000);
  return (
    <Table className={classes.table} verticalSpacing={6}>
      <Table.Thead>
        <Table.Tr>
          {HEADS.map((head) => (
            <Table.Th key={head} className={classes[head]}>
              {t(`tickets.head.${head}`)}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {tickets.map((ticket) => (
          <Row key={ticket.id} ticket={ticket} now={now} />
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Row({ ticket, now }: { readonly ticket: TicketLine; readonly now: number }) {
  const { t } = useTexts();
  const age = useAge();
  const { waitingSince, owner, group, tags } = ticket;
  return (
    <Table.Tr>
      <Table.Td className={classes.ticket}>
        <Anchor component={Link} to={`/tickets/${ticket.id}`} c="inherit" fw={620}>
          {t('ticket.title', { number: ticket.number, subject: ticket.subject })}
        </Anchor>
        <Text size="xs" c="dimmed">
          {[ticket.requester, ticket.device?.name ?? null, ticket.category, ...tags.map((tag) => `#${tag}`)]
            .filter((part) => part !== null && part !== '')
            .join(' · ')}
        </Text>
      </Table.Td>
      <Table.Td className={classes.status}>
        {t(`tickets.status.${ticket.status}`)}
        {ticket.stars === null ? null : (
          <Text size="xs" c="dimmed">
            {t('case.stars', { stars: ticket.stars })}
          </Text>
        )}
        {ticket.asksYou ? (
          <Text size="xs" fw={620}>
            {t('tickets.asksYou')}
          </Text>
        ) : null}
        {ticket.live === 'in-session' || ticket.offered ? (
          <Text size="xs" c="dimmed">
            {t(ticket.offered ? 'tickets.offered' : 'tickets.inSession')}
          </Text>
        ) : null}
      </Table.Td>
      <Table.Td className={classes.priority}>{t(`tickets.priority.${ticket.priority}`)}</Table.Td>
      <Table.Td className={classes.owner}>
        {owner?.name ?? t('tickets.nobody')}
        <Text size="xs" c="dimmed">
          {[t('tickets.tier', { tier: ticket.tier }), group?.name].filter((part) => part !== undefined).join(' · ')}
        </Text>
      </Table.Td>
      <Table.Td className={classes.waits}>{waitingSince === null ? '–' : age(Math.max(0, now - waitingSince))}</Table.Td>
      <Table.Td className={classes.updated}>{age(Math.max(0, now - ticket.updatedAt))}</Table.Td>
    </Table.Tr>
  );
}
