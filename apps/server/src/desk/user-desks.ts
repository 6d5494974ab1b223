import { CallDesk } from './call-desk.ts';
import type { DeskParts } from './desk-parts.ts';
import { FollowDesk } from './follow-desk.ts';
import { GuestDesk } from './guest-desk.ts';
import { IntakeDesk } from './intake-desk.ts';
import { OwnRequestDesk } from './own-request-desk.ts';
import type { SessionDesk } from './session-desk.ts';
import type { TicketJournal } from './ticket-journal.ts';
import { UserSide } from './user-side.ts';

/** The ways in which users reach their own tickets. */
export interface UserDesks {
  readonly follow: FollowDesk;
  readonly own: OwnRequestDesk;
  readonly intake: IntakeDesk;
  readonly calls: CallDesk;
  /** Pages that were opened by a ticket's link, to be helped in them. */
  readonly guests: GuestDesk;
}

export function openUserDesks(parts: DeskParts, journal: TicketJournal, sessions: SessionDesk): UserDesks {
  const side = new UserSide(parts, journal);
  const guests = new GuestDesk(parts, journal, sessions);
  const follow = new FollowDesk(parts, journal, side, guests);
  return {
    follow,
    own: new OwnRequestDesk(parts, side),
    intake: new IntakeDesk(parts, follow),
    calls: new CallDesk(parts, journal),
    guests,
  };
}
