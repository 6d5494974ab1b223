import type { TicketEvent } from '@alongside/protocol';

/** A call that somebody waits for. Instants are milliseconds since the Unix epoch. */
export interface WantedCall {
  readonly phone: string;
  /** In the user's own words. */
  readonly when: string;
  readonly askedAt: number;
  /** When it is wanted; the moment of asking where the user named no time. */
  readonly wantedAt: number;
  /** How often nobody answered, and when last. */
  readonly tries: number;
  readonly triedAt: number | null;
}

/** Nobody answered: once more, after this. */
export const TRY_AGAIN_MS = 30 * 60_000;
/** "As soon as possible" is late after this. */
export const SOON_MS = 60 * 60_000;

/**
 * The call that is wanted after an entry. One is wanted at a time: another takes its place; whoever was reached, by phone
 * in either direction, waits for none any more.
 */
export function callAfter(before: WantedCall | null, { body, at }: TicketEvent): WantedCall | null {
  switch (body.type) {
    case 'call-back': {
      const { phone, when, dueAt } = body;
      return { phone, when, askedAt: at, wantedAt: dueAt ?? at, tries: 0, triedAt: null };
    }
    case 'call':
      if (body.reached) return null;
      return before && { ...before, tries: before.tries + 1, triedAt: at };
    case 'absorbed':
      // Of two that wait at once the one that was there stays; the other stands in the log.
      return before ?? body.call ?? null;
    case 'cancelled':
    case 'merged':
      return null;
    default:
      return before;
  }
}

/** From when it is late: at its time, or an hour after it was asked for; after a call that nobody answered, in half an hour. */
export function callDueAt({ askedAt, wantedAt, triedAt }: WantedCall): number {
  const due = wantedAt === askedAt ? askedAt + SOON_MS : wantedAt;
  return triedAt === null ? due : Math.max(due, triedAt + TRY_AGAIN_MS);
}
