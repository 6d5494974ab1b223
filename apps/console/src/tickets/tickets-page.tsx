import { TICKET_QUEUES } from '@alongside/protocol';
import { EmptyState, useTexts } from '@alongside/ui';
import { Button, Group, Skeleton, Stack, Tabs, Text } from '@mantine/core';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { Failure } from '../shared/failure.tsx';
import { PageTitle } from '../shared/page-title.tsx';
import { MoreFilters } from './more-filters.tsx';
import { OwnTasks } from './task-list.tsx';
import { TicketFilters } from './ticket-filters.tsx';
import { filterOf, isNarrowed, readTicketSearch, type TicketSearch } from './ticket-search.ts';
import { TicketTable } from './ticket-table.tsx';
import classes from './tickets.module.css';
import { useTickets } from './use-tickets.ts';

type Queue = (typeof TICKET_QUEUES)[number];
const isQueue = (text: string | null | undefined): text is Queue => TICKET_QUEUES.some((each) => each === text);

/** All tickets by queue and filter, both in the address. */
export function TicketsPage() {
  const { t } = useTexts();
  const { queue: wanted } = useParams({ strict: false });
  const raw = useSearch({ strict: false });
  const navigate = useNavigate();
  // As text: the router gives a new object with every look at it.
  const address = JSON.stringify(readTicketSearch({ ...raw }));
  const search = useMemo(() => JSON.parse(address) as TicketSearch, [address]);
  const queue = isQueue(wanted) ? wanted : 'mine';
  const go = (to: Queue, next: TicketSearch, replace = false) =>
    void navigate({ to: '/desk/{-$queue}', params: { queue: to }, search: next, replace });
  return (
    <div className={classes.page}>
      <PageTitle mb="sm">{t('tickets.title')}</PageTitle>
      <Tabs value={queue} onChange={(next) => isQueue(next) && go(next, search)}>
        <Tabs.List mb="md">
          {TICKET_QUEUES.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {t(`tickets.queue.${each}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {TICKET_QUEUES.map((each) => (
          <Tabs.Panel key={each} value={each}>
            {each === queue ? (
              <Stack gap="sm">
                {each === 'mine' ? <OwnTasks /> : null}
                <TicketFilters search={search} onChange={(next, replace) => go(queue, next, replace)} />
                <MoreFilters search={search} onChange={(next) => go(queue, next)} />
                <TicketList queue={queue} search={search} onClear={() => go(queue, {})} />
              </Stack>
            ) : null}
          </Tabs.Panel>
        ))}
      </Tabs>
    </div>
  );
}

interface TicketListProps {
  readonly queue: Queue;
  readonly search: TicketSearch;
  readonly onClear: () => void;
}

function TicketList({ queue, search, onClear }: TicketListProps) {
  const { t } = useTexts();
  const { list, news, again } = useTickets({ ...filterOf(search), queue }, search.by ?? 'updated');
  const pages = list.data?.pages;
  const tickets = useMemo(() => pages?.flatMap((page) => page.tickets) ?? [], [pages]);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = list;
  // What follows is read before one comes to its end; it stands below, and moves nothing.
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const count = list.data?.pages[0]?.count ?? null;
  const narrowed = isNarrowed(search);
  if (list.error !== null) return <Failure error={list.error} onRetry={() => void list.refetch()} />;
  if (list.isPending) {
    return (
      <Stack gap="xs" role="group" aria-busy="true" aria-label={t('app.loading')}>
        {[0, 1, 2, 3, 4, 5].map((row) => (
          <Skeleton key={row} height={44} />
        ))}
      </Stack>
    );
  }
  return (
    <>
      <div className={classes.bar}>
        <Text size="sm" c="dimmed" role="status">
          {count === null ? '' : t(count >= 1000 ? 'tickets.countMore' : 'tickets.count', { count })}
        </Text>
        {/* Always there, so that news moves nothing. */}
        <Button size="compact-sm" variant="default" disabled={!news} loading={list.isRefetching} onClick={again}>
          {news ? t('tickets.news') : t('tickets.noNews')}
        </Button>
      </div>
      {tickets.length === 0 ? (
        <EmptyState
          order={2}
          title={narrowed ? t('tickets.noMatch') : t(`tickets.none.${queue}`)}
          action={
            narrowed ? (
              <Button variant="default" onClick={onClear}>
                {t('tickets.clear')}
              </Button>
            ) : null
          }
        >
          {t(narrowed ? 'tickets.noMatchMore' : 'tickets.noneMore')}
        </EmptyState>
      ) : (
        <TicketTable tickets={tickets} onNearEnd={more} />
      )}
      {list.hasNextPage ? (
        <Group justify="center">
          <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t('tickets.more')}
          </Button>
        </Group>
      ) : null}
    </>
  );
}
