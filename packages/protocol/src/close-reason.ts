/** How a server that drains or is overrun asks, in a WebSocket's close reason, to be called again later. */
const RETRY_AFTER = /^retry-after=(\d{1,7})$/u;
/** A server cannot send its agents away for longer. */
const LONGEST_RETRY_AFTER_MS = 10 * 60 * 1000;

export function retryAfterReason(delayMs: number): string {
  return `retry-after=${Math.min(LONGEST_RETRY_AFTER_MS, Math.max(0, Math.ceil(delayMs)))}`;
}

/** The delay that a close reason asks for, in milliseconds; undefined where it asks for none. */
export function readRetryAfter(reason: string): number | undefined {
  const delay = RETRY_AFTER.exec(reason)?.[1];
  return delay === undefined ? undefined : Math.min(LONGEST_RETRY_AFTER_MS, Number(delay));
}

/** With what the agent's core closes a page's socket that it does not let in (codes of ours, RFC 6455 section 7.4.2). */
export const PAGE_CLOSE_CODES = { refused: 4403, 'second-page': 4409 } as const;
