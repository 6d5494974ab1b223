import type { FollowStep, RequestState, TicketStatus } from '@alongside/protocol';
import type { TicketCase } from './case-model.ts';

/**
 * Somebody waits to be helped now. What waits for its user, a vendor or a fix does not, nor what has an owner who gave the
 * last word.
 */
export function isInTurn({ status, live, waitingSince }: TicketCase): boolean {
  return live.state === 'waiting' && (status === 'new' || (status === 'open' && waitingSince !== null));
}

/** Waiting for a vendor or for a new version is the desk's own affair: the user reads "in progress". */
export function userStep({ status, live }: { status: TicketStatus; live: { readonly state: RequestState } }): FollowStep {
  switch (status) {
    case 'new':
      return 'waiting';
    case 'open':
      return live.state === 'claimed' || live.state === 'in-session' ? 'being-helped' : 'in-progress';
    case 'pending-user':
      return 'answer-us';
    case 'pending-vendor':
    case 'pending-fix':
      return 'in-progress';
    case 'resolved':
      return 'check-solution';
    case 'merged':
      return 'joined-other';
    case 'closed':
    case 'spam':
      return 'closed';
  }
}
