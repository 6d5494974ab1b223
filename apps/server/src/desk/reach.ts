import { AppError } from '@alongside/base';
import { type Permission, scopeOf } from '@alongside/protocol';
import type { ConsolePeer } from './peers.ts';
import type { BoardTicket } from './ticket-board.ts';

interface Person {
  readonly user: Pick<ConsolePeer['user'], 'id' | 'role' | 'tier' | 'outsideGroupIds'>;
}

/** Whether somebody's permission reaches this ticket: all of them, or those that they have, or that they or a group of theirs was asked about. */
export function reaches({ user }: Person, permission: Permission, { ticket }: Pick<BoardTicket, 'ticket'>): boolean {
  const scope = scopeOf(user, permission);
  if (scope !== 'own') return scope === 'all';
  const { live, owner, consultants, handover } = ticket;
  const claimer = 'technician' in live ? live.technician : null;
  const offer = handover?.state === 'offered' ? handover.offer : null;
  if (offer?.group && user.outsideGroupIds.includes(offer.group.id)) return true;
  return [claimer, owner, offer?.person, ...consultants].some((person) => person?.id === user.id);
}

/** Throws as for a ticket that is not there: what is out of reach is not told apart from it. */
export function checkReach(person: Person, permission: Permission, ticket: Pick<BoardTicket, 'ticket'>): void {
  if (!reaches(person, permission, ticket)) throw new AppError('ticket.not-found', 'there is no such open ticket');
}
