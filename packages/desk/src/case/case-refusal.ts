import { AppError } from '@alongside/base';
import { MAX_ASKED, type TicketEvent } from '@alongside/protocol';
import { crashRefused } from '../crash-files/crash-ask.ts';
import type { TicketActor, TicketEventBody } from '../ticket-model.ts';
import { refusal } from '../ticket-rules.ts';
import { nextTicketState } from '../ticket-state.ts';
import { vendorRefusal } from '../vendors/vendor-hand.ts';
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
  const misplaced = offerRefusal(before, body, actor) ?? askRefusal(before, body, actor);
  if (misplaced) return misplaced;
  const vendor = vendorRefusal(before.vendor, body);
  if (vendor) return vendor;
  const crash = crashRefused(before.crash, body);
  if (crash) return crash;
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

/** One offer at a time, of what is nobody's; the person that it was made to, or the system, ends it. */
function offerRefusal({ offer, owner }: TicketCase, body: TicketEventBody, actor: TicketActor): AppError | undefined {
  if (body.type === 'offer-made' && (offer.state === 'offered' || owner !== null)) {
    return new AppError('ticket.wrong-state', 'this ticket has somebody, or is offered to somebody');
  }
  if (body.type !== 'offer-passed') return undefined;
  const isTheirs = offer.state === 'offered' && offer.person.id === body.person.id;
  if (isTheirs && (actor.kind === 'system' || actor.id === body.person.id)) return undefined;
  return new AppError('ticket.wrong-state', 'this ticket is not offered to you any more');
}

function askRefusal({ asks }: TicketCase, body: TicketEventBody, actor: TicketActor): AppError | undefined {
  if (body.type !== 'colleague-asked') return undefined;
  if (body.person.id === actor.id) return new AppError('request.invalid', 'that is yourself');
  if (asks.length < MAX_ASKED || asks.some(({ person }) => person.id === body.person.id)) return undefined;
  return new AppError('request.invalid', 'enough colleagues are asked about this ticket already');
}

function wrongState({ status }: TicketCase, { type }: TicketEventBody): AppError {
  return new AppError('ticket.wrong-state', `"${type}" cannot happen while the ticket is ${status}`, {
    context: { state: status },
  });
}
