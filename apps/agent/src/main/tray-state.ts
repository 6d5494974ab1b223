import type { AgentView } from '@alongside/protocol';

/** What the tray shows: five shapes (UX.md). The gravest that is so now. */
export type TrayState = 'idle' | 'waiting' | 'viewed' | 'controlled' | 'offline';

export const TRAY_STATES: readonly TrayState[] = ['idle', 'waiting', 'viewed', 'controlled', 'offline'];

export function trayState({ phase, server }: Pick<AgentView, 'phase' | 'server'>): TrayState {
  if (phase.phase === 'session') {
    const allowed = new Set(phase.session.lights.map(({ capability }) => capability));
    if (allowed.has('input.control') || allowed.has('shell.run')) return 'controlled';
    if (allowed.has('screen.view') || allowed.has('diagnostics.read')) return 'viewed';
    return 'waiting';
  }
  if (server !== 'online') return 'offline';
  return phase.phase === 'sending' || phase.phase === 'waiting' || phase.phase === 'join' ? 'waiting' : 'idle';
}
