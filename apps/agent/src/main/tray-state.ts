import type { AgentView } from '@alongside/protocol';

/** What the tray shows, a shape each (UX.md): the gravest that is so now, and what is to be read before what is waited for. */
export type TrayState = 'idle' | 'waiting' | 'viewed' | 'controlled' | 'offline' | 'news';

export const TRAY_STATES: readonly TrayState[] = ['idle', 'waiting', 'viewed', 'controlled', 'offline', 'news'];

export function trayState({ phase, server, unread }: Pick<AgentView, 'phase' | 'server' | 'unread'>): TrayState {
  if (phase.phase === 'session') {
    const allowed = new Set<string>(phase.session.lights.map(({ capability }) => capability));
    if (['input.control', 'shell.run', 'actions.run'].some((each) => allowed.has(each))) return 'controlled';
    if (allowed.has('screen.view') || allowed.has('diagnostics.read')) return 'viewed';
    return 'waiting';
  }
  if (unread.length > 0) return 'news';
  if (server !== 'online') return 'offline';
  return phase.phase === 'sending' || phase.phase === 'waiting' || phase.phase === 'join' ? 'waiting' : 'idle';
}
