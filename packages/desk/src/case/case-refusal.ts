import { AppError } from '@alongside/base';
import type { TicketEvent } from '@alongside/protocol';
import type { TicketActor, TicketEventBody } from '../ticket-model.ts';
import { refusal } from '../ticket-rules.ts';
import { nextTicketState } from '../ticket-state.ts';
import { applied } from './apply-event.ts';
import type { TicketCase } from './case-model.ts';
import { handoverRow } from './handover-rules.ts';
import { ENTRY_STATUSES, failingGuard, TRANSITIONS, type Transition } from './status-rules.ts';

/** Why an event may not happen now; undefined where it may. Says nothing of roles: those are the server's to ask. */
export function caseRefusal(before: TicketCase | undefined, event: TicketEvent): AppError | undefined {
  const { body, actor, at } = event;
  const refused = refusal(before?.live, body.type, actor);
  if (refused || !before) return refused;
  if (ENTRY_STATUSES[body.type]?.includes(before.status) === false) return wrongState(before, body);
  if (body.type === 'manager-heard' && !wantsManager(before)) return wrongState(before, body);
  const handover = handoverRefusal(before, body, actor);
  if (handover) return handover;
  const after = applied(before, event, nextTicketState(before.live, event));
  if (!after || after.status === before.status) return undefined;
  const row = transitionOf(before.status, after.status, actor);
  if (!row) return wrongState(before, body);
  const guard = failingGuard(row, before, withClaimer(after), at);
  if (guard === undefined) return undefined;
  return new AppError('ticket.wrong-state', `a ticket becomes ${after.status} only with: ${guard}`, {
    context: { state: before.status, guard },
  });
}

/** Its user asked for whoever leads the desk, and nobody has taken that up. */
export function wantsManager({ managerAsked, managerHeard }: Pick<TicketCase, 'managerAsked' | 'managerHeard'>): boolean {
  return managerAsked && managerHeard === null;
}

export function transitionOf(from: string, to: string, actor: TicketActor): Transition | undefined {
  return TRANSITIONS.find((row) => row.from === from && row.to === to && row.by.includes(actor.kind));
}

/** While somebody has claimed it, that is who answers for it. */
function withClaimer(ticket: TicketCase): TicketCase {
  const { live, owner } = ticket;
  if (owner !== null || !('technician' in live) || live.technician === null) return ticket;
  return { ...ticket, owner: live.technician };
}

function handoverRefusal({ handover, tier }: TicketCase, body: TicketEventBody, actor: TicketActor): AppError | undefined {
  const open = handover?.state === 'offered' ? handover : undefined;
  switch (body.type) {
    case 'handover-offered':
      if (open) return new AppError('handover.not-open', 'this ticket is being handed over already');
      if (handoverRow(tier, body.offer.kind, body.offer.toTier)) return undefined;
      return new AppError('handover.not-open', `there is no such move from tier ${tier} to ${body.offer.toTier}`);
    case 'handover-accepted':
    case 'handover-returned':
    case 'handover-ended': {
      if (open?.offer.handoverId !== body.handoverId) {
        return new AppError('handover.not-open', 'this handover is not open any more');
      }
      const isForOther = open.offer.person !== null && open.offer.person.id !== actor.id;
      if (isForOther && body.type !== 'handover-ended') {
        return new AppError('handover.not-open', 'this handover was offered to somebody else');
      }
      return undefined;
    }
    default:
      return undefined;
  }
}

function wrongState({ status }: TicketCase, { type }: TicketEventBody): AppError {
  return new AppError('ticket.wrong-state', `"${type}" cannot happen while the ticket is ${status}`, {
    context: { state: status },
  });
}
