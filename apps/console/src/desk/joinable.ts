import type { TicketSummary } from '@alongside/protocol';

/** Whether somebody at the computer asked for help, and can let one join. A finding asked for nothing: its computer drops offers. */
export function isJoinable({ startedBy, device }: Pick<TicketSummary, 'startedBy' | 'device'>): boolean {
  return device !== null && startedBy !== 'finding';
}
