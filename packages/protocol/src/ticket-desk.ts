/** Tickets as pages and programs of the desk handle them: found, changed, handed over; groups of support. */
import { z } from 'zod';
import { groupAssignment } from './assignment.ts';
import { id, instant, line, personName, prose, sha256 } from './common.ts';
import { requestState } from './device.ts';
import { language } from './languages.ts';
import {
  givenResolution,
  grade,
  MAX_TICKET_TAGS,
  mergedAnswers,
  namedPerson,
  priority,
  supportGroupName,
  ticketKind,
  ticketRelation,
  ticketStatus,
  ticketTag,
  tier,
} from './ticket-case.ts';

/** Of a page of tickets. */
export const TICKETS_A_PAGE = 50;
/** Counting goes no further: "1,000 and more". */
export const TICKETS_COUNTED = 1000;

/** Whose: one's own, of one's groups and nobody's, of nobody at all, what one watches, where one was named, everybody's. */
export const TICKET_QUEUES = ['mine', 'groups', 'unassigned', 'watching', 'mentioned', 'all'] as const;
/** By their last change, by what is urgent, by how long somebody waits for a word, by their number; each the first first. */
export const TICKET_ORDERS = ['updated', 'priority', 'waiting', 'number'] as const;

const days = z.int().min(1).max(366);
/** The parts that must all fit. */
export const ticketFilter = z.strictObject({
  queue: z.enum(TICKET_QUEUES).optional(),
  /** `active` is everything that is not over. */
  status: z.enum(['active', 'any', ...ticketStatus.options]).optional(),
  tier: tier.optional(),
  /** `none`: of no group. */
  group: z.union([id, z.literal('none')]).optional(),
  owner: id.optional(),
  device: id.optional(),
  category: line(60).optional(),
  /** Of no category. */
  unsorted: z.literal(true).optional(),
  tag: ticketTag.optional(),
  /** At least this. */
  priority: priority.optional(),
  live: requestState.optional(),
  /** Somebody waits to be helped now, as in the queue of live help. */
  inTurn: z.literal(true).optional(),
  /** In its status for so many minutes. */
  sinceMin: z.int().min(1).max(525_600).optional(),
  /** Solved within so many days; and at which tier. */
  solvedDays: days.optional(),
  solvedTier: tier.optional(),
  /** Rated by its user within so many days; and with how many stars. */
  ratedDays: days.optional(),
  stars: z.int().min(1).max(5).optional(),
  /** Its user asks for whoever leads the desk, and nobody of those has taken that up. */
  wantsManager: z.literal(true).optional(),
  /** Each word begins one of the ticket's; or its number. The newest first, whatever the order. */
  text: line(120).optional(),
});
export type TicketFilter = z.infer<typeof ticketFilter>;
export const ticketOrder = z.enum(TICKET_ORDERS);
export type TicketOrder = z.infer<typeof ticketOrder>;

export const ticketLine = z.strictObject({
  id,
  number: z.int().min(1),
  subject: line(120),
  requester: personName,
  device: z.strictObject({ id, name: line(80), online: z.boolean() }).nullable(),
  status: ticketStatus,
  live: requestState,
  tier,
  priority,
  group: supportGroupName.nullable(),
  owner: namedPerson.nullable(),
  category: line(60).nullable(),
  tags: z.array(ticketTag).max(MAX_TICKET_TAGS),
  createdAt: instant,
  updatedAt: instant,
  /** Since when the user waits for a word of the desk. */
  waitingSince: instant.nullable(),
  stars: z.int().min(1).max(5).nullable(),
  /** Handed over, and not accepted yet. */
  offered: z.boolean(),
  /** A colleague asks the reader about it. */
  asksYou: z.boolean(),
});
export type TicketLine = z.infer<typeof ticketLine>;

export const ticketChange = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('moved'),
    to: z.enum(['open', 'pending-user', 'pending-vendor', 'pending-fix', 'closed', 'spam']),
    note: prose(1000),
  }),
  z.strictObject({ type: z.literal('done'), solution: prose(4000), code: givenResolution }),
  z.strictObject({ type: z.literal('reopened') }),
  z.strictObject({ type: z.literal('assigned'), ownerId: id.nullable(), groupId: id.nullable(), note: prose(500) }),
  z.strictObject({ type: z.literal('colleague-asked'), personId: id, question: prose(1000) }),
  z.strictObject({ type: z.literal('ranked'), urgency: grade, impact: grade, major: z.boolean() }),
  z.strictObject({ type: z.literal('classified'), kind: ticketKind, category: line(60) }),
  z.strictObject({
    type: z.literal('tagged'),
    add: z.array(ticketTag).max(MAX_TICKET_TAGS),
    remove: z.array(ticketTag).max(MAX_TICKET_TAGS),
  }),
  z.strictObject({ type: z.literal('spoken'), language }),
  z.strictObject({ type: z.literal('watched'), on: z.boolean() }),
  /** By somebody who leads the desk: the user’s wish for the manager is theirs now. */
  z.strictObject({ type: z.literal('manager-heard') }),
  z.strictObject({ type: z.literal('linked'), number: z.int().min(1), relation: ticketRelation, on: z.boolean() }),
  /**
   * Ends in the other ticket; its user is told so, and what was allowed on a computer stays where it was. Throws
   * `ticket.unheard` where that user would hear no answer there and `answers` does not say what becomes of them.
   */
  z.strictObject({ type: z.literal('merged'), number: z.int().min(1), answers: mergedAnswers.optional() }),
]);
export type TicketChange = z.infer<typeof ticketChange>;

/** What a handover carries, by hashes: it is the same for ever, and what may be read of it depends on who reads. */
export const handoverManifest = z.strictObject({
  format: z.literal('handover/1'),
  ticketId: id,
  number: z.int().min(1),
  madeAt: instant,
  fromTier: tier,
  toTier: tier,
  /** Milliseconds at each tier. */
  times: z.record(z.string().regex(/^[1-4]$/u), z.int().min(0)),
  entries: z.array(z.strictObject({ seq: z.int().min(0), sha256 })).max(5000),
  reports: z.array(z.strictObject({ id, sha256 })).max(1000),
  /** The head of each session's record; null where none was kept. */
  sessions: z.array(z.strictObject({ id, headSeq: z.int().min(0).nullable(), headHash: sha256.nullable() })).max(1000),
});
export type HandoverManifest = z.infer<typeof handoverManifest>;
export const supportGroup = z.strictObject({
  ...supportGroupName.shape,
  /** What its people know best. */
  specialisation: line(120),
  /** A handover that nobody accepts within so many minutes is over. */
  acceptWithinMin: z
    .int()
    .min(1)
    .max(7 * 24 * 60),
  members: z.array(namedPerson).max(200),
  assignment: groupAssignment,
  /** Raised with each change of it. */
  version: z.int().min(0),
});
export type SupportGroup = z.infer<typeof supportGroup>;
