import { ticketCase } from '@alongside/desk';
import type { TicketEvent, TicketSummary } from '@alongside/protocol';
import { StatusLight, useTexts } from '@alongside/ui';
import { Button, Group, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMemo, useRef, useState } from 'react';
import conversation from '../conversation/conversation.module.css';
import { StoryBox } from '../conversation/story-box.tsx';
import { story } from '../conversation/timeline.ts';
import { useAge } from '../desk/age.tsx';
import { useDesk, useMay } from '../desk/desk-context.ts';
import { isJoinable } from '../desk/joinable.ts';
import { useClaim } from '../desk/queue-column.tsx';
import { useNamed } from '../desk/use-named.ts';
import { useSubject } from '../desk/use-subject.ts';
import { TicketArticles } from '../knowledge/ticket-articles.tsx';
import { TicketProblems } from '../problems/ticket-problems.tsx';
import { TicketReports } from '../reports/ticket-reports.tsx';
import { drawAndFocus } from '../shared/draw-and-focus.ts';
import { useTabTitle } from '../shared/page-title.tsx';
import { useMe } from '../shared/use-me.ts';
import { useNow, useObservable } from '../shared/use-observable.ts';
import { useShortcuts } from '../shared/use-shortcuts.ts';
import { CasePanel } from '../tickets/case-panel.tsx';
import { readsHow } from '../tickets/reads-how.ts';
import { type SayTo, TicketComposer } from '../tickets/ticket-composer.tsx';
import tickets from '../tickets/tickets.module.css';
import { WatchOffer } from '../watch/watch-offer.tsx';
import { WatchOver } from '../watch/watch-over.tsx';
import type { ClaimedTicket } from './claimed-ticket.ts';
import { FindingTicket } from './finding-ticket.tsx';
import classes from './session-page.module.css';

export interface TicketPreviewProps {
  readonly ticket: TicketSummary;
  readonly text: string;
  readonly events: readonly TicketEvent[];
  /** The session that one came with to watch, which is over. */
  readonly watched?: ClaimedTicket;
}

/** A ticket that one does not help with live: what was said and happened, where it stands, and what can be done. */
export function TicketPreview({ ticket: given, text, events, watched }: TicketPreviewProps) {
  const ticket = useNamed(given);
  const { t } = useTexts();
  const { user, client } = useDesk();
  const online = useObservable(client.state).state === 'online';
  const may = useMay();
  const age = useAge();
  const subject = useSubject();
  const now = useNow(1000);
  const [to, setTo] = useState<SayTo>('user');
  const field = useRef<HTMLTextAreaElement>(null);
  const write = (next: SayTo) =>
    drawAndFocus(
      () => setTo(next),
      () => field.current,
    );
  useShortcuts({ r: () => write('user'), n: () => write('desk') });
  const items = useMemo(() => story(events, []), [events]);
  const theCase = useMemo(() => ticketCase(events), [events]);
  const status = theCase?.status;
  const canMail = useMe().data?.mail ?? false;
  // People from outside are not told how a user is reached.
  const isOfTheHouse = may('tickets.claim');
  const hasComputer = ticket.device !== null;
  const reads =
    theCase && isOfTheHouse && !ticket.guest ? readsHow(theCase, { hasComputer, canMail }) : hasComputer ? 'agent' : 'link';
  const isOwn = ticket.technician?.id === user.id;
  const { device } = ticket;
  const joinable = isJoinable(ticket);
  const isOver = ticket.state === 'done' || ticket.state === 'cancelled';
  const canClaim = joinable && (ticket.state === 'waiting' || (isOwn && !isOver));
  const isFinding = ticket.startedBy === 'finding' && !isOver;
  const canAnswer = status !== undefined && !['closed', 'merged', 'spam'].includes(status);
  // Without the user's words: a browser keeps what was visited, and may carry it elsewhere.
  useTabTitle(t('queue.number', { number: ticket.number }));
  return (
    <div className={tickets.whole}>
      <header className={tickets.head}>
        <Title order={1}>{t('ticket.title', { number: ticket.number, subject: subject(ticket) })}</Title>
        <Group gap="lg" mt={4}>
          <Text c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {ticket.startedBy === 'finding' ? t('finding.by') : t('ticket.says', { name: ticket.requester })}
          </Text>
          {device === null ? (
            <Text c="dimmed">{t('ticket.noDevice')}</Text>
          ) : may('devices.read') ? (
            <Link to="/devices/$deviceId" params={{ deviceId: device.id }} style={{ color: 'inherit' }}>
              <DeviceLight device={device} />
            </Link>
          ) : (
            <DeviceLight device={device} />
          )}
          {ticket.guest === undefined ? null : (
            <StatusLight of="idle" filled>
              {t('guest.waits', { browser: ticket.guest.browser })}
            </StatusLight>
          )}
          <Text c="dimmed">{t('queue.since', { age: age(Math.max(0, now - ticket.createdAt), 'long') })}</Text>
        </Group>
        {watched === undefined ? null : <WatchOver ticket={ticket} session={watched} />}
        <WatchOffer ticket={given} />
      </header>
      <div className={conversation.tab}>
        <StoryBox ticketId={ticket.id} items={items} userName={ticket.requester} />
        {may('tickets.write') && !isFinding ? (
          <TicketComposer
            ticketId={ticket.id}
            ticket={{
              number: ticket.number,
              userName: ticket.requester,
              groupId: theCase?.group?.id ?? null,
              language: theCase?.language ?? 'en',
            }}
            reads={reads}
            canAnswer={canAnswer}
            to={to}
            onTo={setTo}
            fieldRef={field}
          />
        ) : null}
      </div>
      <aside className={tickets.side} aria-label={t('context.label')}>
        <div className={tickets.case}>
          {isFinding ? (
            <FindingTicket ticket={ticket} online={online} />
          ) : (
            <Live ticket={ticket} online={online} canClaim={canClaim} isOwn={isOwn} />
          )}
          {ticket.callBack === null ? null : (
            <Text>
              {t('event.call-back', { name: ticket.requester, phone: ticket.callBack.phone, when: ticket.callBack.when })}
            </Text>
          )}
          {text === '' ? null : (
            <section>
              <h2 className={classes.label}>{t('context.problem')}</h2>
              <div className={classes.quote}>{text}</div>
            </section>
          )}
          <TicketReports ticketId={ticket.id} label={classes.label ?? ''} />
          <TicketProblems ticketId={ticket.id} entries={events.length} />
          <TicketArticles ticketId={ticket.id} text={text} events={events} />
          <CasePanel ticketId={ticket.id} events={events} />
        </div>
      </aside>
    </div>
  );
}

function DeviceLight({ device: { name, online } }: { readonly device: NonNullable<TicketSummary['device']> }) {
  const { t } = useTexts();
  return (
    <StatusLight of={online ? 'idle' : 'offline'} filled={online}>
      {online ? name : t('ticket.deviceAway', { name })}
    </StatusLight>
  );
}

interface LiveProps {
  readonly ticket: TicketSummary;
  readonly online: boolean;
  readonly canClaim: boolean;
  readonly isOwn: boolean;
}

/** Helping now: claiming it, or who has. */
function Live({ ticket, online, canClaim, isOwn }: LiveProps) {
  const { t } = useTexts();
  const claim = useClaim();
  const isAgain = isOwn && ticket.state !== 'waiting';
  // Another page of one's own has the session; only where that is gone without a word does the server take a new question.
  const isElsewhere = isOwn && ticket.state === 'in-session';
  if (!canClaim) {
    return (
      <Text fw={620}>
        {ticket.technician !== null && (ticket.state === 'claimed' || ticket.state === 'in-session')
          ? t('queue.claimedBy', { name: ticket.technician.name })
          : t(`ticket.state.${ticket.state}`)}
      </Text>
    );
  }
  return (
    <div>
      {isElsewhere ? <Text fw={620}>{t('ticket.elsewhere', { name: ticket.requester })}</Text> : null}
      <Button
        data-autofocus
        variant={isElsewhere ? 'default' : 'filled'}
        mt={isElsewhere ? 'xs' : 0}
        disabled={!online}
        loading={claim.isPending}
        onClick={() => claim.mutate(ticket.id)}
      >
        {isAgain ? t('ticket.joinAgain') : t('ticket.claimAndJoin')}
      </Button>
      <Text size="sm" c="dimmed" mt={4}>
        {t(`ticket.${isElsewhere ? 'elsewhereWhy' : isAgain ? 'joinAgainWhy' : 'claimWhy'}`, { name: ticket.requester })}
      </Text>
    </div>
  );
}
