/** A ticket as the queue sees it. */
export interface QueuedTicket {
  readonly id: string;
  readonly createdAt: number;
  readonly number: number;
  readonly waiting: boolean;
}

/** The fewest known waits of a day from which a wait is told. */
const ENOUGH_WAITS = 5;

/**
 * Places of the waiting tickets by id; 1 is next. Who asked first is first, whatever happened in between: a request
 * that goes back to waiting after a claim keeps its turn.
 */
export function place(tickets: readonly QueuedTicket[]): ReadonlyMap<string, number> {
  const waiting = tickets.filter((ticket) => ticket.waiting);
  waiting.sort((a, b) => a.createdAt - b.createdAt || a.number - b.number);
  return new Map(waiting.map((ticket, index) => [ticket.id, index + 1]));
}

/** The median of today's waits in milliseconds; null where fewer than 5 are known, so that nothing is promised by chance. */
export function expectedWait(waitsOfTodayMs: readonly number[]): number | null {
  if (waitsOfTodayMs.length < ENOUGH_WAITS) return null;
  const sorted = [...waitsOfTodayMs].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? 0;
  const lower = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  return Math.round((upper + lower) / 2);
}
