import { EmptyState, useTexts } from '@alongside/ui';
import { Button } from '@mantine/core';
import { useCallback } from 'react';
import type { ClaimedTicket } from '../session/claimed-ticket.ts';
import { allowedState, isHandedOver } from '../session/session-view.ts';
import { useObservable } from '../shared/use-observable.ts';
import { RemoteScreen } from './remote-screen.tsx';

export interface ScreenTabProps {
  readonly session: ClaimedTicket;
  readonly ticketNumber: number;
  /** Solved or taken back: nobody can be asked to join it. */
  readonly ticketOver: boolean;
  readonly onAsk: () => void;
}

/** The picture, or what stands between us and it. */
export function ScreenTab({ session, ticketNumber, ticketOver, onAsk }: ScreenTabProps) {
  const { t } = useTexts();
  const stage = useObservable(session.stage);
  const asks = useObservable(session.asks);
  const { live: grants, paused, userIsAsked } = useObservable(session.grants);
  const screen = useObservable(session.screen);
  const video = useObservable(session.video);
  const refused = useObservable(session.inputRefused);
  const name = session.userName;
  const input = grants['input.control'];
  const control = stage.stage === 'live' && !paused && !userIsAsked && input !== undefined && !input.frozen;
  const viewing = allowedState(asks['screen.view'], grants['screen.view']);
  const silentMs = useCallback(() => session.silentMs(), [session]);
  // A connection that is over has no way, and its last figures say nothing.
  const connected = stage.stage === 'live';
  const path = useCallback(async () => (connected ? session.path() : undefined), [session, connected]);
  const instead = () => {
    if (stage.stage === 'offered')
      return (
        <EmptyState order={2} title={t('stage.offered', { name })}>
          {t('screen.offered', { name })}
        </EmptyState>
      );
    if (stage.stage === 'connecting')
      return (
        <EmptyState order={2} title={t('stage.connecting', { name })}>
          {t('screen.connecting')}
        </EmptyState>
      );
    if (stage.stage === 'not-joined' || stage.stage === 'ended') {
      return (
        <EmptyState order={2} title={t('screen.over')}>
          {ticketOver || isHandedOver(stage) ? null : t('screen.overMore', { number: ticketNumber })}
        </EmptyState>
      );
    }
    if (viewing.state === 'allowed') return <EmptyState order={2} title={t('screen.coming')} />;
    if (viewing.state === 'starting')
      return (
        <EmptyState order={2} title={t('screen.choosing', { name })}>
          {t('screen.choosingMore')}
        </EmptyState>
      );
    if (viewing.state === 'asked')
      return (
        <EmptyState order={2} title={t('screen.asked', { name })}>
          {t('screen.askedMore')}
        </EmptyState>
      );
    return (
      <EmptyState
        order={2}
        title={t('screen.nothingYet', { name })}
        action={
          <Button disabled={stage.stage !== 'live'} onClick={onAsk}>
            {t('screen.ask', { name })}
          </Button>
        }
      >
        {t('screen.askFirst')}
      </EmptyState>
    );
  };
  return (
    <RemoteScreen
      userName={name}
      stream={video}
      live={screen !== undefined}
      control={control}
      onInput={(events) => session.sendInput(events)}
      silentMs={silentMs}
      path={path}
      note={
        refused === undefined
          ? undefined
          : refused.userIsActive
            ? t('input.userActive', { name })
            : t(`input.refused.${refused.code}`, { name })
      }
    >
      {instead()}
    </RemoteScreen>
  );
}
