import { AppError } from '@alongside/base';
import { EmptyState, useTexts } from '@alongside/ui';
import { Button, Group, Kbd, Skeleton, Stack, TextInput } from '@mantine/core';
import { IconTicket } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { Link, useNavigate, useRouterState } from '@tanstack/react-router';
import { type RefObject, useState } from 'react';
import { OfferCard } from '../assignment/offer-card.tsx';
import { CallsLink } from '../calls/calls-link.tsx';
import { PracticeStrip } from '../practice/practice-card.tsx';
import { ProblemsLink } from '../problems/problems-link.tsx';
import { focusWhenThere } from '../shared/focus-when-there.ts';
import { useNotices } from '../shared/use-notices.ts';
import { useNow, useObservable } from '../shared/use-observable.ts';
import { useShortcuts } from '../shared/use-shortcuts.ts';
import { TodayLink } from '../today/today-link.tsx';
import { ConnectionLine } from './connection-line.tsx';
import { useDesk, useMay } from './desk-context.ts';
import { isJoinable } from './joinable.ts';
import { NotificationQuestion } from './notification-question.tsx';
import { DeskFoot } from './presence-menu.tsx';
import classes from './queue.module.css';
import { QueueRowView } from './queue-row.tsx';
import { matches, splitQueue, stepFrom } from './queue-rows.ts';
import { StartWithUser } from './start-with-user.tsx';
import { useStableRows } from './use-stable-rows.ts';

export interface QueueColumnProps {
  readonly organisationName: string;
  readonly searchRef: RefObject<HTMLInputElement | null>;
  readonly onShowKeys: () => void;
}

/** All open requests, live: what waits, what is mine, what colleagues have. */
export function QueueColumn({ organisationName, searchRef, onShowKeys }: QueueColumnProps) {
  const { t } = useTexts();
  const { client, user } = useDesk();
  const may = useMay();
  const queue = useObservable(client.queue);
  const state = useObservable(client.state);
  const [search, setSearch] = useState('');
  const [held, setHeld] = useState(false);
  const now = useNow(1000) + (state.state === 'online' ? state.clockOffsetMs : 0);
  // Where one is going, not what is drawn yet: a key that follows at once is meant for the row that it was moved to.
  const chosen = useRouterState({ select: ({ location }) => /^\/(?:tickets|records)\/([^/]+)/u.exec(location.pathname)?.[1] });
  const navigate = useNavigate();
  const ticketListShown = useRouterState({ select: ({ location }) => /^\/desk(?:\/|$)/u.test(location.pathname) });
  const claim = useClaim();

  const all = queue?.tickets ?? [];
  const parts = splitQueue(
    all.filter((ticket) => matches(ticket, search)),
    user.id,
  );
  const waiting = useStableRows(parts.waiting, all, held);
  const mine = useStableRows(parts.mine, all, held);
  const others = useStableRows(parts.others, all, held);
  const ids = [...waiting, ...mine, ...others].map((row) => row.ticket.id);

  const step = (steps: 1 | -1) => {
    const next = stepFrom(ids, chosen, steps);
    if (next === undefined) return;
    void navigate({ to: '/tickets/$ticketId', params: { ticketId: next } });
    document.querySelector(`[data-ticket="${next}"]`)?.scrollIntoView({ block: 'nearest' });
  };
  const chosenTicket = all.find((ticket) => ticket.id === chosen);
  // On a page with a list of its own these move in that one.
  const steps = ticketListShown ? {} : { j: () => step(1), k: () => step(-1) };
  useShortcuts({
    '/': () => searchRef.current?.focus(),
    ...steps,
    c: () => {
      if (chosenTicket?.state === 'waiting' && isJoinable(chosenTicket) && state.state === 'online')
        claim.mutate(chosenTicket.id);
    },
  });

  const lists = [
    { key: 'waiting', rows: waiting, count: parts.waiting.length, claimable: true },
    { key: 'mine', rows: mine, count: parts.mine.length, claimable: false },
    { key: 'others', rows: others, count: parts.others.length, claimable: false },
  ] as const;
  return (
    <nav className={classes.column} aria-label={t('queue.label')}>
      <ConnectionLine organisationName={organisationName} />
      <div className={classes.search}>
        <TextInput
          ref={searchRef}
          size="sm"
          type="search"
          aria-label={t('queue.search')}
          placeholder={t('queue.search')}
          rightSection={<Kbd size="xs">/</Kbd>}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            setSearch('');
            event.currentTarget.blur();
          }}
        />
        <Group grow preventGrowOverflow={false} gap="xs" mt="xs">
          <Button
            variant="default"
            size="compact-md"
            leftSection={<IconTicket size={18} stroke={1.5} aria-hidden />}
            renderRoot={(props) => <Link to="/desk/{-$queue}" params={{ queue: 'mine' }} {...props} />}
          >
            {t('tickets.title')}
          </Button>
          {may('today.read') ? <TodayLink /> : null}
          <CallsLink />
          {may('problems.read') ? <ProblemsLink /> : null}
        </Group>
        <StartWithUser online={state.state === 'online'} />
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: only keeps rows in their places while the reader is at them */}
      <div
        className={classes.lists}
        onPointerEnter={() => setHeld(true)}
        onPointerLeave={(event) => setHeld(event.currentTarget.contains(document.activeElement))}
        onFocus={() => setHeld(true)}
        onBlur={(event) => {
          if (!event.currentTarget.contains(event.relatedTarget) && !event.currentTarget.matches(':hover')) setHeld(false);
        }}
      >
        {queue === undefined ? (
          <QueueSkeleton />
        ) : (
          lists.map(({ key, rows, count, claimable }) =>
            rows.length === 0 && key !== 'waiting' ? null : (
              <section key={key} aria-labelledby={`queue-${key}`}>
                <h2 className={classes.heading} id={`queue-${key}`}>
                  <span>{t(`queue.${key}`)}</span>
                  <span>{count}</span>
                </h2>
                {rows.length === 0 ? (
                  <EmptyState
                    title={search === '' ? t('queue.nobody') : t('queue.noMatch')}
                    action={search === '' || ids.length > 0 ? null : <SearchAll text={search.trim()} />}
                  >
                    {search === '' ? t('queue.nobodyMore') : t('queue.noMatchMore')}
                  </EmptyState>
                ) : (
                  <ul className={classes.list}>
                    {rows.map((row) => (
                      <QueueRowView
                        key={row.ticket.id}
                        row={row}
                        chosen={row.ticket.id === chosen && !row.gone}
                        now={now}
                        claiming={claim.isPending && claim.variables === row.ticket.id}
                        {...(claimable && isJoinable(row.ticket) ? { onClaim: claim.mutate } : {})}
                        online={state.state === 'online'}
                      />
                    ))}
                  </ul>
                )}
              </section>
            ),
          )
        )}
      </div>
      {may('tickets.claim') ? <OfferCard /> : <div />}
      <PracticeStrip />
      <NotificationQuestion />
      <DeskFoot onShowKeys={onShowKeys} />
    </nav>
  );
}

/** Claims a request and goes to its page; where a colleague was faster, says who. */
export function useClaim() {
  const { t } = useTexts();
  const { sessions } = useDesk();
  const navigate = useNavigate();
  const notices = useNotices();
  return useMutation({
    mutationFn: (ticketId: string) => sessions.claim(ticketId),
    onSuccess: async (_, ticketId) => {
      focusWhenThere(() => document.querySelector('main h1[tabindex]'));
      await navigate({ to: '/tickets/$ticketId', params: { ticketId } });
    },
    onError: (error) => {
      if (error instanceof AppError && error.code === 'ticket.claimed-by-other') {
        notices.said(t('queue.claimedBy', { name: winnerOf(error) ?? t('errors.somebody') }));
      } else notices.failed(error);
    },
  });
}

function winnerOf(error: AppError): string | undefined {
  const { name, technician } = error.context;
  return [name, technician].find((each): each is string => typeof each === 'string');
}

/** On to where every ticket is, with the same words. */
function SearchAll({ text }: { readonly text: string }) {
  const { t } = useTexts();
  return (
    <Button
      variant="default"
      size="compact-md"
      renderRoot={(props) => <Link to="/desk/{-$queue}" params={{ queue: 'all' }} search={{ text, status: 'any' }} {...props} />}
    >
      {t('queue.searchAll')}
    </Button>
  );
}

function QueueSkeleton() {
  const { t } = useTexts();
  return (
    <Stack gap="xs" p="sm" role="group" aria-busy="true" aria-label={t('app.loading')}>
      {[0, 1, 2, 3].map((row) => (
        <Skeleton key={row} height={44} />
      ))}
    </Stack>
  );
}
