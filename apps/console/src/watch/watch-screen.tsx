import { EmptyState, useTexts } from '@alongside/ui';
import { Button } from '@mantine/core';
import { type ReactNode, useCallback } from 'react';
import { RemoteScreen } from '../screen/remote-screen.tsx';
import type { ClaimedTicket } from '../session/claimed-ticket.ts';
import { useObservable } from '../shared/use-observable.ts';
import { pictureState } from './watch-view.ts';

export interface WatchScreenProps {
  readonly session: ClaimedTicket;
  /** Whose picture it is. */
  readonly technician: string;
  readonly onAsk: () => void;
}

/** What another technician is shown, to be looked at and nothing else; or what stands between us and it. */
export function WatchScreen({ session, technician, onAsk }: WatchScreenProps) {
  const { t } = useTexts();
  const stage = useObservable(session.stage);
  const asks = useObservable(session.asks);
  const { live: grants } = useObservable(session.grants);
  const refused = useObservable(session.askRefused);
  const screen = useObservable(session.screen);
  const video = useObservable(session.video);
  const silentMs = useCallback(() => session.silentMs(), [session]);
  const connected = stage.stage === 'live';
  const path = useCallback(async () => (connected ? session.path() : undefined), [session, connected]);
  const state = pictureState(stage, asks['screen.view'], grants['screen.view'], refused);
  const user = session.userName;
  const names = { technician, user, name: user };
  const words: Readonly<Record<typeof state, { readonly title: string; readonly text?: ReactNode }>> = {
    offered: { title: t('watch.stage.offered', names), text: t('watch.screen.offered', names) },
    connecting: { title: t('watch.stage.connecting', names), text: t('screen.connecting') },
    allowed: { title: t('watch.screen.waits', names), text: t('watch.screen.waitsMore', names) },
    asked: { title: t('screen.asked', names), text: t('screen.askedMore') },
    'nothing-shown': { title: t('watch.screen.nothingShown', names), text: t('watch.screen.nothingShownMore', names) },
    'not-asked': { title: t('watch.screen.notAsked', names), text: t('watch.screen.notAskedMore', names) },
    over: { title: t('screen.over') },
  };
  const canAsk = state === 'not-asked' || state === 'nothing-shown';
  return (
    <RemoteScreen
      userName={user}
      stream={video}
      live={screen !== undefined}
      control={false}
      silentMs={silentMs}
      path={path}
      note={undefined}
    >
      <div role="status">
        <EmptyState
          order={2}
          title={words[state].title}
          action={
            canAsk ? (
              <Button disabled={!connected} onClick={onAsk}>
                {t('watch.screen.ask', names)}
              </Button>
            ) : undefined
          }
        >
          {words[state].text}
        </EmptyState>
      </div>
    </RemoteScreen>
  );
}
