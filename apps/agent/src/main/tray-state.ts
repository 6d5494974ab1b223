import type { AgentView } from '@alongside/protocol';

/** What the tray shows: five shapes (UX.md). The gravest that is so now. */
export type TrayState = 'idle' | 'waiting' | 'viewed' | 'controlled' | 'offline';

export const TRAY_STATES: readonly TrayState[] = ['idle', 'waiting', 'viewed', 'controlled', 'offline'];

export function trayState({ phase, server }: Pick<AgentView, 'phase' | 'server'>): TrayState {
  if (phase.phase === 'session') {
    const allowed = new Set<string>(phase.session.lights.map(({ capability }) => capability));
    if (['input.control', 'shell.run', 'actions.run'].some((each) => allowed.has(each))) return 'controlled';
    if (allowed.has('screen.view') || allowed.has('diagnostics.read')) return 'viewed';
    return 'waiting';
  }
  if (server !== 'online') return 'offline';
  return phase.phase === 'sending' || phase.phase === 'waiting' || phase.phase === 'join' ? 'waiting' : 'idle';
}
