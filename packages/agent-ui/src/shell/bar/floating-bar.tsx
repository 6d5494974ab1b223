import { isAnythingAllowed, type SessionView, shellPage } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { useEffect } from 'react';
import { createPortal } from 'react-dom';
import { useAsk, useObservable } from '../core/core-context.tsx';
import { FeedList } from '../parts/feed-list.tsx';
import { namesIn } from '../session/watching.ts';
import { useBarWindow } from './bar-window-context.tsx';
import { SessionBar } from './session-bar.tsx';

/** Of the feed, below the bar. */
export const LAST_LINES = 12;

/** The bar in its window on top. Closing that window while anything is allowed is Stop. */
export function FloatingBar({ session }: { session: SessionView }) {
  const { t } = useTexts();
  const formats = useFormats();
  const bar = useBarWindow();
  const ask = useAsk();
  const opened = useObservable(bar.window);
  const anythingAllowed = isAnythingAllowed(session);
  const title = t('bar.windowTitle', { name: namesIn(session, formats) });

  useEffect(() => {
    const closed = bar.onClosedByUser(() => {
      if (anythingAllowed) void ask(shellPage.sessionStop, { by: 'bar-closed' });
    });
    return () => closed.dispose();
  }, [bar, ask, anythingAllowed]);

  useEffect(() => {
    if (opened !== undefined) opened.document.title = title;
  }, [opened, title]);

  if (opened === undefined) return null;
  return createPortal(
    <SessionBar
      session={session}
      feed={<FeedList items={session.feed.slice(-LAST_LINES)} name={session.technician.name} />}
      onUnfold={(unfolded) => bar.unfold(unfolded)}
    />,
    opened.document.body,
  );
}
