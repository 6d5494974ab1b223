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

const OPEN = ['waiting', 'claimed', 'in-session'] as const;
const CLOSED = ['done', 'cancelled'] as const;

/** Who may do what, and when. A new step needs a row here first. */
export const TICKET_RULES: Readonly<Record<TicketEventType, TicketRule>> = {
  created: { from: ['nothing'], by: ['user'], ownOnly: false },
  // Once more by its own technician renews the claim: to ask again after a session, or from another browser.
  claimed: { from: ['waiting', 'claimed'], by: ['technician'], ownOnly: true },
  released: { from: ['claimed'], by: ['technician', 'user', 'system'], ownOnly: true },
  joined: { from: ['claimed'], by: ['user'], ownOnly: false },
  'session-ended': { from: ['in-session'], by: ['technician', 'user', 'system'], ownOnly: true },
  'watch-joined': { from: ['in-session'], by: ['user'], ownOnly: false },
  // After the session that was watched, whatever became of the ticket by that.
  'watch-ended': { from: [...OPEN, ...CLOSED], by: ['technician', 'user', 'system'], ownOnly: false },
  note: { from: ['waiting', 'claimed', 'in-session', 'done', 'cancelled'], by: ['technician'], ownOnly: false },
  chat: { from: ['claimed'], by: ['user', 'technician'], ownOnly: true },
  'call-back': { from: ['waiting', 'claimed'], by: ['user'], ownOnly: false },
  call: { from: [...OPEN, 'done'], by: ['technician'], ownOnly: false },
  done: { from: ['waiting', 'claimed'], by: ['technician'], ownOnly: true },
  // By the system where what it was opened for has gone before anybody took it.
  cancelled: { from: ['waiting', 'claimed'], by: ['user', 'system'], ownOnly: false },
  reopened: { from: CLOSED, by: ['user', 'technician', 'system'], ownOnly: false },

  // Entries of the case, whether or not somebody helps live. The case's own rules narrow them (case/status-rules.ts).
  reply: { from: [...OPEN, 'done'], by: ['user', 'technician'], ownOnly: false },
  moved: { from: ['waiting', 'claimed', 'done'], by: ['technician', 'system'], ownOnly: true },
  accepted: { from: ['done'], by: ['user'], ownOnly: false },
  rated: { from: CLOSED, by: ['user'], ownOnly: false },
  'manager-asked': { from: [...OPEN, 'done'], by: ['user'], ownOnly: false },
  'manager-heard': { from: [...OPEN, ...CLOSED], by: ['technician'], ownOnly: false },
  assigned: { from: OPEN, by: ['technician', 'system'], ownOnly: false },
  'offer-made': { from: ['waiting'], by: ['system'], ownOnly: false },
  'offer-passed': { from: ['waiting'], by: ['technician', 'system'], ownOnly: false },
  'colleague-asked': { from: OPEN, by: ['technician'], ownOnly: false },
  ranked: { from: OPEN, by: ['technician', 'system'], ownOnly: false },
  spoken: { from: OPEN, by: ['technician'], ownOnly: false },
  classified: { from: OPEN, by: ['technician', 'system'], ownOnly: false },
  tagged: { from: [...OPEN, ...CLOSED], by: ['technician', 'system'], ownOnly: false },
  watched: { from: [...OPEN, ...CLOSED], by: ['technician'], ownOnly: false },
  linked: { from: [...OPEN, ...CLOSED], by: ['technician', 'system'], ownOnly: false },
  merged: { from: ['waiting', 'claimed'], by: ['technician'], ownOnly: true },
  absorbed: { from: OPEN, by: ['technician'], ownOnly: false },
  task: { from: OPEN, by: ['system'], ownOnly: false },
  'task-done': { from: [...OPEN, ...CLOSED], by: ['technician'], ownOnly: false },
  problem: { from: [...OPEN, ...CLOSED], by: ['technician'], ownOnly: false },
  developers: { from: [...OPEN, ...CLOSED], by: ['technician', 'system'], ownOnly: false },
  recorded: { from: OPEN, by: ['technician', 'user'], ownOnly: false },
  'handover-offered': { from: OPEN, by: ['technician'], ownOnly: true },
  'handover-accepted': { from: OPEN, by: ['technician'], ownOnly: false },
  'handover-returned': { from: OPEN, by: ['technician'], ownOnly: false },
  'handover-ended': { from: OPEN, by: ['technician', 'system'], ownOnly: false },
  'vendor-asked': { from: OPEN, by: ['technician'], ownOnly: false },
  'vendor-answered': { from: OPEN, by: ['user'], ownOnly: false },
  'vendor-sent': { from: OPEN, by: ['technician'], ownOnly: false },
  'crash-asked': { from: OPEN, by: ['technician'], ownOnly: false },
  'crash-refused': { from: OPEN, by: ['user'], ownOnly: false },
  // Made for readers, never entered.
  withheld: { from: [], by: [], ownOnly: false },
  reminded: { from: ['waiting', 'claimed'], by: ['system'], ownOnly: false },
  attached: { from: [...OPEN, 'done'], by: ['user', 'technician', 'system'], ownOnly: false },
  // A user keeps a record when they like, also after it was solved; a report may come and go so, too.
  'record-kept': { from: [...OPEN, ...CLOSED], by: ['user'], ownOnly: false },
  'report-came': { from: [...OPEN, ...CLOSED], by: ['user'], ownOnly: false },
  'report-gone': { from: [...OPEN, ...CLOSED], by: ['user'], ownOnly: false },
  // Bytes go when their time is over, whatever became of the ticket.
  detached: { from: [...OPEN, ...CLOSED], by: ['user', 'technician', 'system'], ownOnly: false },
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
