import { isolated } from '@alongside/base';
import type { TicketLine } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Anchor, Table, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useEffect, useMemo, useRef } from 'react';
import { useAge } from '../desk/age.tsx';
import { useNow } from '../shared/use-observable.ts';
import { useShortcuts } from '../shared/use-shortcuts.ts';
import classes from './tickets.module.css';
import { type TableWindow, useTableWindow } from './use-table-window.ts';

/** So many rows before the end the next page is read. */
const NEAR_END = 10;
const HEADS = ['ticket', 'status', 'priority', 'owner', 'waits', 'updated'] as const;

export interface TicketTableProps {
  readonly tickets: readonly TicketLine[];
  /** Whoever reads comes near the end of what is there. */
  readonly onNearEnd: () => void;
}

/** A line a ticket; its number and subject lead to it. However many there are, only those that are seen are drawn. */
export function TicketTable({ tickets, onNearEnd }: TicketTableProps) {
  const { t } = useTexts();
  const now = useNow(30_000);
  const body = useRef<HTMLTableSectionElement>(null);
  const keys = useMemo(() => tickets.map(({ id }) => id), [tickets]);
  const seen = useTableWindow(body, keys);
  const isNearEnd = seen.last >= keys.length - NEAR_END;
  useEffect(() => {
    if (isNearEnd) onNearEnd();
  }, [isNearEnd, onNearEnd]);
  const step = (steps: 1 | -1) => {
    const at = keys.indexOf(document.activeElement?.closest('tr')?.dataset.key ?? '');
    const next = at === -1 ? (seen.rows[0]?.index ?? 0) : at + steps;
    const key = keys[next];
    if (key === undefined) return;
    seen.show(next);
    const link = () => body.current?.querySelector<HTMLElement>(`tr[data-key="${key}"] a`);
    const drawn = link();
    // At once, since Enter may follow: a frame later it would open the ticket before. One beyond the edge has to be drawn first.
    if (drawn) drawn.focus();
    else requestAnimationFrame(() => link()?.focus());
  };
  useShortcuts({ j: () => step(1), k: () => step(-1) });
  return (
    <Table className={classes.table} verticalSpacing={6} aria-rowcount={tickets.length + 1}>
      <Table.Thead>
        <Table.Tr>
          {HEADS.map((head) => (
            <Table.Th key={head} className={classes[head]}>
              {t(`tickets.head.${head}`)}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody ref={body}>
        <Room px={seen.before} />
        {seen.rows.map(({ index, key }) => {
          const ticket = tickets[index];
          return ticket === undefined ? null : <Row key={key} ticket={ticket} index={index} measure={seen.measure} now={now} />;
        })}
        <Room px={seen.after} />
      </Table.Tbody>
    </Table>
  );
}

/** In the place of rows that are not drawn. */
function Room({ px }: { readonly px: number }) {
  return px <= 0 ? null : (
    <tr aria-hidden>
      <td colSpan={HEADS.length} style={{ height: px, padding: 0 }} />
    </tr>
  );
}

interface RowProps {
  readonly ticket: TicketLine;
  readonly index: number;
  readonly measure: TableWindow['measure'];
  readonly now: number;
}

function Row({ ticket, index, measure, now }: RowProps) {
  const { t } = useTexts();
  const age = useAge();
  const { waitingSince, owner, group, tags } = ticket;
  return (
    <Table.Tr ref={measure} data-index={index} data-key={ticket.id} aria-rowindex={index + 2}>
      <Table.Td className={classes.ticket}>
        <Anchor component={Link} to={`/tickets/${ticket.id}`} c="inherit" fw={620}>
          {t('ticket.title', { number: ticket.number, subject: ticket.subject })}
        </Anchor>
        <Text size="xs" c="dimmed">
          {[ticket.requester, ticket.device?.name ?? null, ticket.category, ...tags.map((tag) => `#${tag}`)]
            .flatMap((part) => (part ? [isolated(part)] : []))
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
