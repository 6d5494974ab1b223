import { AppError } from '@alongside/base';
import type { TicketSummary } from '@alongside/protocol';
import { StatusLight, useFormats, useTexts } from '@alongside/ui';
import { Button } from '@mantine/core';
import { useDesk } from '../desk/desk-context.ts';
import { useClaim } from '../desk/queue-column.tsx';
import { useErrorWords } from '../shared/failure.tsx';
import { useObservable } from '../shared/use-observable.ts';
import type { ClaimedTicket } from './claimed-ticket.ts';
import classes from './session-page.module.css';
import { type Stage, troubleOf } from './session-view.ts';

export interface StageLineProps {
  readonly session: ClaimedTicket;
  readonly ticket: TicketSummary;
  /** Something is allowed: then it is no news that nothing is. */
  readonly anyAllowed: boolean;
}

/** How the session stands, in the words of the table of states. One line, always there. */
export function StageLine({ session, ticket, anyAllowed }: StageLineProps) {
  const { t } = useTexts();
  const formats = useFormats();
  const stage = useObservable(session.stage);
  const { paused, userIsAsked } = useObservable(session.grants);
  const halted = paused ? 'paused' : userIsAsked ? 'asked' : undefined;
  const errorWords = useErrorWords();
  const claim = useClaim();
  const online = useObservable(useDesk().client.state).state === 'online';
  const name = session.userName;
  const words = () => {
    switch (stage.stage) {
      case 'not-joined':
        return t(`stage.not-joined.${stage.why}`, { name, number: ticket.number });
      case 'lost':
        return t('stage.lost', { time: formats.time(stage.since) });
      case 'ended': {
        const { end, at } = stage;
        if (end.by === 'user' || end.by === 'technician') return t(`stage.ended.${end.reason}`, { name, time: formats.time(at) });
        if (troubleOf(stage) !== undefined) return t('stage.ended.unreached', { name, time: formats.time(at) });
        const { happened, todo } = errorWords(new AppError(end.code, end.code));
        return t('stage.ended.failed', { happened, todo });
      }
      case 'live':
        if (halted !== undefined) return t(`stage.${halted}`, { name });
        return anyAllowed ? t('stage.open', { name }) : t('stage.live');
      default:
        return t(`stage.${stage.stage}`, { name });
    }
  };
  const closed = ticket.state === 'done' || ticket.state === 'cancelled';
  // Whoever has left to somebody who goes on has nothing to ask for here.
  const handedOver = stage.stage === 'ended' && stage.end.by === 'technician' && stage.end.reason === 'handed-over';
  const over = !closed && !handedOver && (stage.stage === 'ended' || stage.stage === 'not-joined');
  return (
    <div className={classes.stage}>
      <span role="status">
        <StatusLight of={lightOf(stage, halted !== undefined)} filled={stage.stage === 'live'}>
          {words()}
          {closed ? ` ${t('stage.closed', { number: ticket.number })}` : null}
        </StatusLight>
      </span>
      {over ? (
        <Button
          size="compact-sm"
          variant="default"
          disabled={!online}
          loading={claim.isPending}
          onClick={() => claim.mutate(session.ticketId)}
          style={{ marginLeft: 'auto', flex: 'none' }}
        >
          {t('ticket.joinAgain')}
        </Button>
      ) : null}
    </div>
  );
}

function lightOf(stage: Stage, halted: boolean) {
  if (stage.stage === 'live') return halted ? 'viewed' : 'idle';
  if (stage.stage === 'lost' || stage.stage === 'offered' || stage.stage === 'connecting') return 'viewed';
  return 'offline';
}
