import type { AgentView } from '@alongside/protocol';
import { useEffect } from 'react';
import { useCore, useObservable } from '../core/core-context.tsx';
import { useBarWindow } from './bar-window-context.tsx';

/** The server hears of a yes to a join before the session begins. */
const SESSION_BEGINS_MS = 5_000;

/** The window on top goes when there is no session any more; it opens at Join, before the session is there. */
export function useBarFollowsSession(view: AgentView | undefined): void {
  const bar = useBarWindow();
  const { client } = useCore();
  const open = useObservable(client.state).state === 'open';
  const phase = view?.phase.phase;
  useEffect(() => {
    if (open && (phase === undefined || phase === 'session' || phase === 'join')) return;
    if (!open || phase !== 'waiting') return bar.close();
    // Between the yes to a join and its session the request waits for a moment.
    const timer = setTimeout(() => bar.close(), SESSION_BEGINS_MS);
    return () => clearTimeout(timer);
  }, [bar, open, phase]);
}
