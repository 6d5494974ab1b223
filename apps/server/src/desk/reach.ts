import { AppError } from '@alongside/base';
import { type Permission, scopeOf } from '@alongside/protocol';
import type { ConsolePeer } from './peers.ts';
import type { BoardTicket } from './ticket-board.ts';

type User = Pick<ConsolePeer, 'user'>;

/** Whether somebody's permission reaches this ticket: all of them, or those that they have claimed. */
export function reaches({ user }: User, permission: Permission, { state }: Pick<BoardTicket, 'state'>): boolean {
  const scope = scopeOf(user, permission);
  if (scope === 'own') return 'technician' in state && state.technician?.id === user.id;
  return scope === 'all';
}

/** Throws as for a ticket that is not there: what is out of reach is not told apart from it. */
export function checkReach(peer: User, permission: Permission, ticket: Pick<BoardTicket, 'state'>): void {
  if (!reaches(peer, permission, ticket)) throw new AppError('ticket.not-found', 'there is no such open ticket');
}
