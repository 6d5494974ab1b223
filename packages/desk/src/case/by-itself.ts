import type { TicketCase } from './case-model.ts';

const DAY_MS = 24 * 60 * 60_000;
/** What was solved is closed when nobody says otherwise for so long; opened again it can be for longer. */
export const CLOSES_AFTER_MS = 7 * DAY_MS;
/** A user whose answer is waited for is reminded after so long, and once more. */
export const REMINDS_AFTER_MS = 3 * DAY_MS;
export const MAX_REMINDERS = 2;

/** When it is closed by itself; undefined where nothing of that kind is due. */
export function closesAt({ status, since }: Pick<TicketCase, 'status' | 'since'>): number | undefined {
  return status === 'resolved' ? since + CLOSES_AFTER_MS : undefined;
}

/** When its user is reminded next. */
export function remindsAt({ status, since, reminders }: Pick<TicketCase, 'status' | 'since' | 'reminders'>): number | undefined {
  if (status !== 'pending-user' || reminders >= MAX_REMINDERS) return undefined;
  return since + REMINDS_AFTER_MS * (reminders + 1);
}
