import { useFormats, useTexts } from '@alongside/ui';
import { useEffect } from 'react';
import { LAST_LINES } from '../bar/floating-bar.tsx';
import { SessionBar } from '../bar/session-bar.tsx';
import { useCore, useObservable } from '../core/core-context.tsx';
import { useBridge } from '../core/page-host.ts';
import { FeedList } from '../parts/feed-list.tsx';
import { namesIn } from '../session/watching.ts';

/** The host's bar window, which stays on top while a session lasts. */
export function BarWindowPage() {
  const { client } = useCore();
  const bridge = useBridge();
  const { t } = useTexts();
  const formats = useFormats();
  const phase = useObservable(client.view)?.phase;
  const session = phase?.phase === 'session' ? phase.session : undefined;
  const name = session === undefined ? undefined : namesIn(session, formats);
  useEffect(() => {
    if (name !== undefined) document.title = t('bar.windowTitle', { name });
  }, [name, t]);
  if (session === undefined) return null;
  return (
    <SessionBar
      session={session}
      feed={<FeedList items={session.feed.slice(-LAST_LINES)} name={session.technician.name} />}
      onUnfold={(unfolded) => bridge?.unfold(unfolded)}
    />
  );
}
