import type { MailKind, TicketEvent } from '@alongside/protocol';

/** To whoever asked for help; the others are about accounts. */
export type UserMailKind = Extract<
  MailKind,
  'intake' | 'reply' | 'solved' | 'call-back' | 'vendor-question' | 'reminder' | 'merged'
>;

/**
 * What a new entry of a ticket's log is told its user about by mail; undefined for all that is the desk's own affair, notes
 * before all. A chat is not mailed: whoever chats is there.
 */
export function userMailOf({ body, actor }: TicketEvent): UserMailKind | undefined {
  switch (body.type) {
    case 'created':
      return actor.kind === 'user' ? 'intake' : undefined;
    case 'reply':
      return actor.kind === 'technician' ? 'reply' : undefined;
    case 'done':
      return actor.kind === 'technician' ? 'solved' : undefined;
    case 'call-back':
      return 'call-back';
    case 'vendor-asked':
      return 'vendor-question';
    case 'reminded':
      return 'reminder';
    case 'merged':
      return 'merged';
    default:
      return undefined;
  }
}

const MINUTE_MS = 60_000;
/** Before each further try: what is slow to come back (greylisting, a full queue, a restart) is given most of a day. */
const WAITS_MS: readonly number[] = [1, 5, 30, 120, 360].map((minutes) => minutes * MINUTE_MS);

/** How long to wait after so many tries; undefined: no further one. */
export function mailWaitMs(attempts: number): number | undefined {
  return WAITS_MS[attempts - 1];
}
