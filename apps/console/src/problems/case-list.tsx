import { isolated } from '@alongside/base';
import type { ProblemCase } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Table, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import classes from './problems.module.css';

/** Tickets that have the problem, the newest first. */
export function CaseList({ cases }: { readonly cases: readonly ProblemCase[] }) {
  const { t } = useTexts();
  const formats = useFormats();
  const systems = [...Map.groupBy(cases, ({ system }) => system)].map(([system, of]) => `${system} (${of.length})`);
  return (
    <section>
      <Title order={2} size="h4">
        {t('problems.tickets')}
      </Title>
      {cases.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('problems.noTickets')}
        </Text>
      ) : (
        <>
          <Text size="sm" c="dimmed">
            {t('problems.systems', { systems: formats.list(systems) })}
          </Text>
          <Table aria-label={t('problems.tickets')} fz="sm">
            <Table.Tbody>
              {cases.map(({ ticketId, number, subject, requester, device, status, createdAt }) => (
                <Table.Tr key={ticketId}>
                  <Table.Td>
                    <Link to="/tickets/$ticketId" params={{ ticketId }} className={classes.link}>
                      {t('ticket.title', { number, subject })}
                    </Link>
                    <Text size="sm" c="dimmed">
                      {[requester, device]
                        .filter((part) => part !== '')
                        .map(isolated)
                        .join(' · ')}
                    </Text>
                  </Table.Td>
                  <Table.Td>{t(`tickets.status.${status}`)}</Table.Td>
                  <Table.Td>{formats.day(createdAt)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </>
      )}
    </section>
  );
}
