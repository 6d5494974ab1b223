/** Tickets as cases, and groups of support (ticket-desk.ts has their forms). */
import { z } from 'zod';
import { groupAssignment, skills } from './assignment.ts';
import { id, line, prose } from './common.ts';
import { handoverFile } from './handover-file.ts';
import { MAX_ACCOUNTS } from './permissions.ts';
import { done, none, route } from './route.ts';
import { givenWorkItem, HANDOVER_NEEDS, handoverKind, handoverNeed, MAX_MENTIONS, namedPerson, tier } from './ticket-case.ts';
import {
  supportGroup,
  TICKETS_A_PAGE,
  TICKETS_COUNTED,
  ticketChange,
  ticketFilter,
  ticketLine,
  ticketOrder,
} from './ticket-desk.ts';

/** Reads only, for all that it is a POST: a filter is no address. `after` is the `next` of the page before. */
export const ticketsFind = route('POST', '/api/tickets/find', 'tickets.read', 'Tickets that fit a filter, a page at a time', {
  body: z.strictObject({ filter: ticketFilter, order: ticketOrder.optional(), after: line(120).optional() }),
  result: z.strictObject({
    tickets: z.array(ticketLine).max(TICKETS_A_PAGE),
    next: line(120).nullable(),
    /** At most `TICKETS_COUNTED`; null where words are looked for, and on further pages. */
    count: z.int().min(0).max(TICKETS_COUNTED).nullable(),
  }),
});

const version = z.int().min(0);
const changed = z.strictObject({ version });

/**
 * `seen` is the version that the editor looked at. Throws `ticket.changed` where somebody wrote over a part of the ticket
 * since, with who, when, which parts and the version now; `ticket.wrong-state`, `ticket.not-found`, `ticket.full`;
 * `vendor.not-agreed` where it would go to somebody, or to a group, from outside without its user's yes.
 */
export const ticketWrite = route('POST', '/api/tickets/:id/change', 'tickets.write', 'Changes a ticket', {
  body: z.strictObject({ seen: version, change: ticketChange }),
  result: changed,
});
/** The same `messageId` again changes nothing. */
export const ticketSay = route('POST', '/api/tickets/:id/say', 'tickets.write', 'Answers the user, or notes for the desk', {
  body: z.strictObject({
    messageId: id,
    text: prose(4000),
    to: z.enum(['user', 'desk']),
    /** Colleagues whom a note names; they watch the ticket from then on. */
    mentions: z.array(id).max(MAX_MENTIONS).optional(),
  }),
  result: done,
});
/**
 * A second ticket of the same user and computer, linked to this one, for what is another matter. The same `splitId` again
 * gives the ticket that is there. Nothing that was allowed on a computer goes along.
 */
export const ticketSplit = route('POST', '/api/tickets/:id/split', 'tickets.write', 'Opens a second ticket beside this one', {
  body: z.strictObject({ splitId: id, text: prose(4000) }),
  result: z.strictObject({ ticketId: id, number: z.int().min(1) }),
});
export const ticketRecord = route('POST', '/api/tickets/:id/record', 'tickets.write', 'Enters what was found out or done', {
  body: z.strictObject({ item: givenWorkItem }),
  result: done,
});
/** Throws `handover.incomplete` with what is missing, `handover.not-open`, `ticket.changed`, `vendor.not-agreed`. */
export const handoverCreate = route('POST', '/api/tickets/:id/handover', 'tickets.write', 'Offers a handover with its package', {
  body: z.strictObject({
    seen: version,
    kind: handoverKind,
    toTier: tier,
    groupId: id.nullable(),
    personId: id.nullable(),
    reason: prose(1000),
    instructions: prose(4000),
  }),
  result: changed,
});
export const handoverAnswer = route(
  'POST',
  '/api/tickets/:id/handover/answer',
  'tickets.write',
  'Accepts a handover, returns it naming what is missing, or takes it back',
  {
    body: z.discriminatedUnion('answer', [
      z.strictObject({ answer: z.literal('accept'), handoverId: id }),
      z.strictObject({
        answer: z.literal('return'),
        handoverId: id,
        missing: z.array(handoverNeed).min(1).max(HANDOVER_NEEDS.length),
        note: prose(1000),
      }),
      z.strictObject({ answer: z.literal('withdraw'), handoverId: id }),
    ]),
    result: changed,
  },
);

/** The newest handover of the ticket, as one file. */
export const handoverPackage = route('GET', '/api/tickets/:id/package', 'tickets.read', 'What a handover carries', {
  body: none,
  result: handoverFile,
});

/** `people`: everybody at the desk, to give tickets to. */
export const supportGroups = route('GET', '/api/support-groups', 'tickets.read', 'Groups of support by tier, and people', {
  body: none,
  result: z.strictObject({
    groups: z.array(supportGroup).max(200),
    people: z.array(z.strictObject({ ...namedPerson.shape, skills })).max(MAX_ACCOUNTS),
  }),
});
const groupBody = z.strictObject({
  name: line(60),
  tier,
  specialisation: line(120),
  acceptWithinMin: supportGroup.shape.acceptWithinMin,
  memberIds: z.array(id).max(200),
  /** Given by hand, if unsaid. */
  assignment: groupAssignment.optional(),
});
export const supportGroupCreate = route('POST', '/api/support-groups', 'groups.manage', 'A group of support', {
  body: groupBody,
  result: z.strictObject({ id }),
});
/** `version`: that the change began with. Throws `settings.changed`, `by` whom, where it is another by now. */
export const supportGroupWrite = route('PUT', '/api/support-groups/:id', 'groups.manage', 'Changes a group of support', {
  body: groupBody.extend({ version: supportGroup.shape.version }),
  result: done,
});
/** Refused (`request.invalid`) while tickets that are not over are its. */
export const supportGroupRemove = route('POST', '/api/support-groups/:id/remove', 'groups.manage', 'Takes a group away', {
  body: z.strictObject({}),
  result: done,
});
