import type { SessionView } from '@alongside/protocol';
import { clockFace, LinkTroubleState, useFormats, useTexts } from '@alongside/ui';
import { useEffect, useRef, useState } from 'react';
import { Note } from '../parts/note.tsx';
import { watcherOf } from './watching.ts';

const BACK_SHOWN_MS = 10_000;

/** How the connection stands, in the words of UX.md's table. */
export function LinkNote({ session }: { session: SessionView }) {
  const { t } = useTexts();
  const formats = useFormats();
  const { link, lights, paused, technician } = session;
  const { name, organisation } = technician;
  const watcher = watcherOf(session)?.technician.name;
  const back = useCameBack(link.state);
  if (link.state === 'connecting') return <Note>{t('session.connecting', { name })}</Note>;
  if (link.state === 'lost') {
    const lost = t('session.lost', { name, time: formats.time(link.since) });
    return link.trouble === undefined ? <Note>{lost}</Note> : <LinkTroubleState trouble={link.trouble} name={name} safe={lost} />;
  }
  if (paused) return <Note>{t(watcher === undefined ? 'session.paused' : 'session.pausedBoth', { name, watcher })}</Note>;
  if (back) {
    const left = clockFace(Math.max(0, ...lights.map(({ remainingMs }) => remainingMs)));
    return <Note>{lights.length === 0 ? t('session.backNothing') : t('session.back', { left })}</Note>;
  }
  return lights.length === 0 ? <Note>{t('session.joined', { name, organisation })}</Note> : null;
}

/** True for a while after the connection was lost and came back. */
function useCameBack(state: SessionView['link']['state']): boolean {
  const before = useRef(state);
  const [back, setBack] = useState(false);
  useEffect(() => {
    const came = before.current === 'lost' && state === 'live';
    before.current = state;
    setBack(came);
    if (!came) return;
    const timer = setTimeout(() => setBack(false), BACK_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [state]);
  return back;
}
