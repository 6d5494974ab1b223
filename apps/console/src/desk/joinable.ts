import type { TicketSummary } from '@alongside/protocol';

/** Whether somebody at the computer asked for help, and can let one join. A finding asked for nothing: its computer drops offers. */
export function isJoinable({ startedBy }: Pick<TicketSummary, 'startedBy'>): boolean {
  return startedBy !== 'finding';
}
