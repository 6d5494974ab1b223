import { OUTSIDE_TIER } from '@alongside/desk';
import type { TicketFilter, TicketOrder } from '@alongside/protocol';
import { type Expression, expressionBuilder, type Kysely, type SqlBool } from 'kysely';
import type { Tables } from './tables.ts';

export type Condition = Expression<SqlBool>;

/** Who looks, and whether they see what is theirs alone. */
export interface Looker {
  readonly userId: string;
  readonly ownOnly: boolean;
  /** Finds by classified words, too. */
  readonly classified: boolean;
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Somebody waits to be helped now: what `isInTurn` of a case says, in columns. */
export function inTurn(): Condition {
  const eb = expressionBuilder<Tables, 'tickets'>();
  const waits = eb.and([eb('tickets.status', '=', 'open'), eb('tickets.waitingSince', 'is not', null)]);
  return eb.and([eb('tickets.live', '=', 'waiting'), eb.or([eb('tickets.status', '=', 'new'), waits])]);
}

/** What all parts of a filter ask of a ticket. */
export function conditionsOf(
  db: Kysely<Tables>,
  organisationId: string,
  { userId, ownOnly }: Looker,
  { filter, order, now }: { readonly filter: TicketFilter; readonly order: TicketOrder; readonly now: number },
): Condition[] {
  const eb = expressionBuilder<Tables, 'tickets'>();
  const { queue = 'all', status = 'active' } = filter;
  const all: Condition[] = [eb('tickets.organisationId', '=', organisationId)];
  const own = eb('tickets.ownerId', '=', userId);
  // What a group was offered waits for it as what it has.
  const theirGroups = db
    .selectFrom('supportGroupMembers')
    .select('groupId')
    .where('supportGroupMembers.organisationId', '=', organisationId)
    .where('userId', '=', userId);
  const offered = eb('tickets.offeredTo', 'in', theirGroups);
  if (ownOnly) {
    const outside = theirGroups
      .innerJoin('supportGroups', 'supportGroups.id', 'supportGroupMembers.groupId')
      .where('supportGroups.tier', '=', OUTSIDE_TIER);
    all.push(eb.or([own, eb('tickets.offeredTo', 'in', outside)]));
    // What is kept from people from outside finds them nothing, or they would learn it word by word.
    if (filter.tag !== undefined || filter.wantsManager) all.push(eb.lit(false));
  } else if (queue === 'mine') {
    // What a colleague asks about stands among one's own until it is answered.
    const asked = db
      .selectFrom('ticketAsks')
      .select('ticketId')
      .where('organisationId', '=', organisationId)
      .where('userId', '=', userId);
    all.push(eb.or([own, eb('tickets.id', 'in', asked)]));
  }
  if (queue === 'groups') {
    all.push(eb.or([eb('tickets.groupId', 'in', theirGroups), offered]));
  }
  if (queue === 'watching' || queue === 'mentioned') {
    const theirs = db
      .selectFrom('ticketPeople')
      .select('ticketId')
      .where('organisationId', '=', organisationId)
      .where('userId', '=', userId)
      .where(queue === 'watching' ? 'watches' : 'mentioned', '=', 1);
    all.push(eb('tickets.id', 'in', theirs));
  }
  if (queue === 'unassigned') all.push(eb('tickets.ownerId', 'is', null));
  if (status === 'active') all.push(eb('tickets.active', '=', 1));
  else if (status !== 'any') all.push(eb('tickets.status', '=', status));
  if (order === 'waiting') all.push(eb('tickets.waitingSince', 'is not', null));
  if (filter.tier !== undefined) all.push(eb('tickets.tier', '=', filter.tier));
  if (filter.group === 'none') all.push(eb('tickets.groupId', 'is', null));
  else if (filter.group !== undefined) all.push(eb('tickets.groupId', '=', filter.group));
  if (filter.owner !== undefined) all.push(eb('tickets.ownerId', '=', filter.owner));
  if (filter.device !== undefined) all.push(eb('tickets.deviceId', '=', filter.device));
  if (filter.category !== undefined) all.push(eb('tickets.category', '=', filter.category));
  if (filter.priority !== undefined) all.push(eb('tickets.priority', '>=', filter.priority));
  if (filter.tag !== undefined) {
    const tagged = db
      .selectFrom('ticketTags')
      .select('ticketId')
      .where('organisationId', '=', organisationId)
      .where('tag', '=', filter.tag);
    all.push(eb('tickets.id', 'in', tagged));
  }
  all.push(...whereItStands(filter, now));
  return all;
}

/** The parts that the page of those who lead the desk asks by. */
function whereItStands(filter: TicketFilter, now: number): Condition[] {
  const eb = expressionBuilder<Tables, 'tickets'>();
  const all: Condition[] = [];
  if (filter.unsorted) all.push(eb('tickets.category', 'is', null));
  if (filter.live !== undefined) all.push(eb('tickets.live', '=', filter.live));
  if (filter.inTurn) all.push(inTurn());
  if (filter.sinceMin !== undefined) all.push(eb('tickets.since', '<=', now - filter.sinceMin * MINUTE_MS));
  if (filter.solvedDays !== undefined) all.push(eb('tickets.solvedAt', '>=', now - filter.solvedDays * DAY_MS));
  if (filter.solvedTier !== undefined) all.push(eb('tickets.solvedTier', '=', filter.solvedTier));
  if (filter.ratedDays !== undefined) all.push(eb('tickets.ratedAt', '>=', now - filter.ratedDays * DAY_MS));
  if (filter.stars !== undefined) all.push(eb('tickets.stars', '=', filter.stars));
  if (filter.wantsManager) all.push(eb('tickets.wantsManager', '=', eb.lit(1)));
  return all;
}
