import type { TicketSummary } from '@alongside/protocol';

/** Whether somebody at the computer asked for help, and can let one join. A finding asked for nothing, and a call was not asked on the computer: it drops offers for them. */
export function isJoinable({ startedBy, device }: Pick<TicketSummary, 'startedBy' | 'device'>): boolean {
  return device !== null && startedBy !== 'finding' && startedBy !== 'call';
}
