import { AppError } from '@alongside/base';
import { MAX_TICKET_ENTRIES } from '@alongside/protocol';
import type { TicketEventType } from '../ticket-model.ts';

/**
 * Whether a ticket that is full takes an entry yet. What adds words or files, or begins the whole anew, belongs to another
 * ticket by then. What ends, answers or passes on is always taken, or nothing of a full ticket could ever be over.
 */
export const TAKEN_WHEN_FULL: Readonly<Record<TicketEventType, boolean>> = {
  created: false,
  claimed: true,
  released: true,
  joined: true,
  'session-ended': true,
  'watch-joined': true,
  'watch-ended': true,
  note: false,
  chat: false,
  'call-back': false,
  call: false,
  done: true,
  cancelled: true,
  // Its user could say this and take it back for ever.
  reopened: false,
  reply: false,
  moved: true,
  accepted: true,
  rated: false,
  'manager-asked': false,
  'manager-heard': true,
  assigned: true,
  // One that were not offered would stand before all that come after it.
  'offer-made': true,
  'offer-passed': true,
  'colleague-asked': false,
  ranked: false,
  classified: false,
  tagged: false,
  spoken: false,
  watched: false,
  linked: false,
  merged: true,
  absorbed: false,
  recorded: false,
  problem: false,
  // They are told to many tickets at once: one that is full is in nobody's way.
  developers: true,
  task: true,
  'task-done': true,
  'handover-offered': false,
  'handover-accepted': true,
  'handover-returned': true,
  'handover-ended': true,
  'vendor-asked': false,
  'vendor-answered': true,
  'vendor-sent': true,
  'crash-asked': false,
  'crash-refused': true,
  withheld: false,
  reminded: true,
  attached: false,
  'record-kept': false,
  'report-came': false,
  'report-gone': true,
  detached: true,
};

/** Why a ticket that has so many entries does not take one more; undefined where it does. */
export function fullRefusal(count: number, type: TicketEventType): AppError | undefined {
  if (count < MAX_TICKET_ENTRIES || TAKEN_WHEN_FULL[type]) return undefined;
  return new AppError('ticket.full', 'this ticket has as many entries as there can be');
}
