import { AppError } from '@alongside/base';
import type { RequestState } from '@alongside/protocol';
import type { TicketActor, TicketEventType, TicketState } from './ticket-model.ts';

interface TicketRule {
  /** States in which it may happen; `nothing` is before the first event. */
  readonly from: readonly (RequestState | 'nothing')[];
  readonly by: readonly TicketActor['kind'][];
  /** A technician who does it must be the one who claimed the ticket. */
  readonly ownOnly: boolean;
}

/** Who may do what, and when. The whole life of a ticket in this issue; a row here is all that a new step needs. */
export const TICKET_RULES: Readonly<Record<TicketEventType, TicketRule>> = {
  created: { from: ['nothing'], by: ['user'], ownOnly: false },
  // Once more by its own technician renews the claim: to ask again after a session, or from another browser.
  claimed: { from: ['waiting', 'claimed'], by: ['technician'], ownOnly: true },
  released: { from: ['claimed'], by: ['technician', 'user', 'system'], ownOnly: true },
  joined: { from: ['claimed'], by: ['user'], ownOnly: false },
  'session-ended': { from: ['in-session'], by: ['technician', 'user', 'system'], ownOnly: true },
  note: { from: ['waiting', 'claimed', 'in-session', 'done', 'cancelled'], by: ['technician'], ownOnly: false },
  chat: { from: ['claimed'], by: ['user', 'technician'], ownOnly: true },
  'call-back': { from: ['waiting', 'claimed'], by: ['user'], ownOnly: false },
  done: { from: ['waiting', 'claimed'], by: ['technician'], ownOnly: true },
  // By the system where what it was opened for has gone before anybody took it.
  cancelled: { from: ['waiting', 'claimed'], by: ['user', 'system'], ownOnly: false },
  reopened: { from: ['done', 'cancelled'], by: ['system'], ownOnly: false },
};

/** Whether `type` may happen now; undefined means yes. `claimed-by-other` names who has the ticket. */
export function refusal(state: TicketState | undefined, type: TicketEventType, actor: TicketActor): AppError | undefined {
  const rule = TICKET_RULES[type];
  const owner = state !== undefined && 'technician' in state ? state.technician : null;
  const ownedByOther = actor.kind === 'technician' && owner !== null && owner.id !== actor.id;
  const isOpenClaim = state?.state === 'claimed' || state?.state === 'in-session';
  if (ownedByOther && isOpenClaim && rule.ownOnly) {
    return new AppError('ticket.claimed-by-other', `${owner.name} has claimed this ticket`, { context: { name: owner.name } });
  }
  const now = state?.state ?? 'nothing';
  if (!rule.from.includes(now) || !rule.by.includes(actor.kind)) {
    return new AppError('ticket.wrong-state', `a ${actor.kind} cannot add "${type}" while the ticket is ${now}`, {
      context: { state: now },
    });
  }
  return undefined;
}
