import type { TicketSummary } from '@alongside/protocol';
import { StatusLight, useTexts } from '@alongside/ui';
import { Button } from '@mantine/core';
import { useDesk } from '../desk/desk-context.ts';
import { useClaim } from '../desk/queue-column.tsx';
import { useObservable } from '../shared/use-observable.ts';
import type { ClaimedTicket } from './claimed-ticket.ts';
import classes from './session-page.module.css';
import { isHandedOver, type Stage } from './session-view.ts';
import { useStageWords } from './use-stage-words.ts';

export interface StageLineProps {
  readonly session: ClaimedTicket;
  readonly ticket: TicketSummary;
  /** Something is allowed: then it is no news that nothing is. */
  readonly anyAllowed: boolean;
}

/** How the session stands, in the words of the table of states. One line, always there. */
export function StageLine({ session, ticket, anyAllowed }: StageLineProps) {
  const { t } = useTexts();
  const stage = useObservable(session.stage);
  const { paused, userIsAsked } = useObservable(session.grants);
  const halted = paused || userIsAsked;
  const claim = useClaim();
  const online = useObservable(useDesk().client.state).state === 'online';
  const words = useStageWords(session, ticket.number, anyAllowed);
  const closed = ticket.state === 'done' || ticket.state === 'cancelled';
  // Whoever has left to somebody who goes on has nothing to ask for here.
  const over =
    !closed && !isHandedOver(stage) && session.watches === undefined && (stage.stage === 'ended' || stage.stage === 'not-joined');
  return (
    <div className={classes.stage}>
      <span role="status">
        <StatusLight of={lightOf(stage, halted)} filled={stage.stage === 'live'}>
          {words}
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
