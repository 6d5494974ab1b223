import type { TicketEvent, TicketSummary } from '@alongside/protocol';
import { StatusLight, useTexts } from '@alongside/ui';
import { Button, Group, Text, Title } from '@mantine/core';
import conversation from '../conversation/conversation.module.css';
import { ChatItem, EventItem } from '../conversation/story-item.tsx';
import { story } from '../conversation/timeline.ts';
import { useAge } from '../desk/age.tsx';
import { useDesk } from '../desk/desk-context.ts';
import { isJoinable } from '../desk/joinable.ts';
import { useClaim } from '../desk/queue-column.tsx';
import { useSubject } from '../desk/use-subject.ts';
import { TicketReports } from '../reports/ticket-reports.tsx';
import { useNow, useObservable } from '../shared/use-observable.ts';
import { FindingTicket } from './finding-ticket.tsx';
import classes from './session-page.module.css';

export interface TicketPreviewProps {
  readonly ticket: TicketSummary;
  readonly text: string;
  readonly events: readonly TicketEvent[];
}

/** A request that one has not claimed on this page: what is known, and the one thing to do. */
export function TicketPreview({ ticket, text, events }: TicketPreviewProps) {
  const { t } = useTexts();
  const { user, client } = useDesk();
  const online = useObservable(client.state).state === 'online';
  const age = useAge();
  const subject = useSubject();
  const now = useNow(1000);
  const claim = useClaim();
  // How it began stands above, in full.
  const later = story(events, []).filter((item) => item.kind === 'chat' || item.event.body.type !== 'created');
  const isOwn = ticket.technician?.id === user.id;
  const joinable = isJoinable(ticket);
  const isOver = ticket.state === 'done' || ticket.state === 'cancelled';
  const canClaim = joinable && (ticket.state === 'waiting' || (isOwn && !isOver));
  return (
    <div className={classes.preview}>
      <Title order={1}>{t('ticket.title', { number: ticket.number, subject: subject(ticket) })}</Title>
      <Group gap="lg" mt={4} mb="md">
        <Text c="dimmed">{joinable ? t('ticket.says', { name: ticket.requester }) : t('finding.by')}</Text>
        <StatusLight of={ticket.device.online ? 'idle' : 'offline'} filled={ticket.device.online}>
          {ticket.device.online ? ticket.device.name : t('ticket.deviceAway', { name: ticket.device.name })}
        </StatusLight>
        <Text c="dimmed">{t('queue.since', { age: age(Math.max(0, now - ticket.createdAt), 'long') })}</Text>
      </Group>
      {text === '' ? null : <div className={classes.quote}>{text}</div>}
      <TicketReports ticketId={ticket.id} label={classes.label ?? ''} />
      {ticket.callBack === null ? null : (
        <Text mt="md">
          {t('event.call-back', { name: ticket.requester, phone: ticket.callBack.phone, when: ticket.callBack.when })}
        </Text>
      )}
      {joinable || isOver ? (
        <Group mt="lg">
          {canClaim ? (
            <Button data-autofocus disabled={!online} loading={claim.isPending} onClick={() => claim.mutate(ticket.id)}>
              {isOwn && ticket.state !== 'waiting' ? t('ticket.joinAgain') : t('ticket.claimAndJoin')}
            </Button>
          ) : (
            <Text fw={620}>
              {ticket.technician !== null && (ticket.state === 'claimed' || ticket.state === 'in-session')
                ? t('queue.claimedBy', { name: ticket.technician.name })
                : t(`ticket.state.${ticket.state}`)}
            </Text>
          )}
        </Group>
      ) : (
        <FindingTicket ticket={ticket} online={online} />
      )}
      {canClaim ? (
        <Text size="sm" c="dimmed" mt={4}>
          {isOwn && ticket.state !== 'waiting'
            ? t('ticket.joinAgainWhy', { name: ticket.requester })
            : t('ticket.claimWhy', { name: ticket.requester })}
        </Text>
      ) : null}
      {later.length === 0 ? null : (
        <>
          <Title order={2} mt="xl">
            {t('ticket.story')}
          </Title>
          <ol className={conversation.story} style={{ margin: 0, paddingLeft: 0 }}>
            {later.map((item) =>
              item.kind === 'chat' ? (
                <ChatItem key={item.key} line={item.line} userName={ticket.requester} />
              ) : (
                <EventItem key={item.key} event={item.event} />
              ),
            )}
          </ol>
        </>
      )}
    </div>
  );
}
