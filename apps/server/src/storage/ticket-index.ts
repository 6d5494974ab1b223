import { ENTRIES, entryKind, isActive, priorityOf, type TicketCase, wantsManager } from '@alongside/desk';
import type { TicketEvent } from '@alongside/protocol';
import type { Kysely, Transaction } from 'kysely';
import { writeProblemLinks } from './problem-links.ts';
import type { Tables, TicketRow } from './tables.ts';

type Database = Kysely<Tables> | Transaction<Tables>;

/** Raised with each change of what stands in the index; tickets of a lower one are read and written anew at the start. */
export const TICKET_INDEX = 5;
/** Of a ticket, for the search: whoever looks for words does not look for the ten-thousandth line of a log. */
const MAX_WORDS = 64 * 1024;

/** What stands in `tickets` of a case, to filter and to sort by. The log is the truth. */
export function indexColumns(ticket: TicketCase) {
  const { group, owner, handover, status, solved, rating } = ticket;
  const offer = handover?.state === 'offered' ? handover.offer : undefined;
  return {
    indexed: TICKET_INDEX,
    status,
    active: isActive(status) ? 1 : 0,
    live: ticket.live.state,
    tier: ticket.tier,
    priority: priorityOf(ticket),
    updatedAt: ticket.updatedAt,
    groupId: group?.id ?? null,
    groupName: group?.name ?? null,
    ownerId: owner?.id ?? null,
    ownerName: owner?.name ?? null,
    category: ticket.category,
    waitingSince: isActive(status) ? ticket.waitingSince : null,
    offeredTo: offer?.group?.id ?? null,
    offerLapsesAt: offer?.lapsesAt ?? null,
    since: ticket.since,
    solvedAt: solved?.at ?? null,
    solvedTier: solved?.tier ?? null,
    stars: rating?.stars ?? null,
    ratedAt: rating?.at ?? null,
    wantsManager: wantsManager(ticket) ? 1 : 0,
  };
}

/** The words of an entry by which its ticket is found. */
export function wordsOf({ body }: TicketEvent): string {
  switch (body.type) {
    case 'created':
    case 'note':
    case 'chat':
    case 'reply':
      return body.text;
    case 'done':
      return body.solution;
    case 'call-back':
      return body.phone;
    case 'call':
      return body.note;
    case 'classified':
      return body.category;
    case 'task':
      return body.text;
    case 'problem':
      return body.verdict === 'confirmed' ? `P-${body.problem.number} ${body.problem.title}` : '';
    case 'tagged':
      return body.add.join(' ');
    case 'attached':
      return body.file.fileName;
    case 'recorded':
      return Object.values(body.item)
        .flat()
        .filter((part) => typeof part === 'string')
        .join(' ');
    default:
      return '';
  }
}

interface TicketWords {
  readonly words: string;
  readonly classified: string;
}

/** Writes what the newest entries change in the index, in their transaction; all of it where nothing was `before`. */
export async function writeIndex(
  db: Database,
  row: Pick<TicketRow, 'organisationId' | 'id'>,
  ticket: TicketCase,
  before: TicketCase | undefined,
  entries: readonly TicketEvent[],
): Promise<void> {
  const { organisationId, id } = row;
  const closedAt = isActive(ticket.status) ? null : ticket.updatedAt;
  const wasActive = before !== undefined && isActive(before.status);
  await db
    .updateTable('tickets')
    .set({ ...indexColumns(ticket), ...(wasActive || closedAt === null ? { closedAt } : {}) })
    .where('organisationId', '=', organisationId)
    .where('id', '=', id)
    .execute();
  if (before?.asks !== ticket.asks) await writeAsks(db, { organisationId, id }, ticket.asks);
  if (before?.tags !== ticket.tags) await writeTags(db, organisationId, id, ticket.tags);
  if (before?.watchers !== ticket.watchers || before.mentioned !== ticket.mentioned)
    await writePeople(db, organisationId, id, ticket);
  await writeProblemLinks(db, organisationId, id, entries);
  // From the whole log where there is no case before: then what stands there is of an earlier index.
  await writeWords(db, { organisationId, id }, wordsFor(entries), before !== undefined);
}

/** By whom a ticket may be found by these words: by all of the desk, or from tier 2 on. What is above that finds nothing. */
function wordsFor(entries: readonly TicketEvent[]): TicketWords {
  const rowOf = ({ body }: TicketEvent) => ENTRIES[entryKind(body)];
  const text = (some: readonly TicketEvent[]) =>
    some
      .map(wordsOf)
      .filter((each) => each !== '')
      .join('\n');
  return {
    words: text(entries.filter((entry) => rowOf(entry).first !== 'hidden')),
    classified: text(entries.filter((entry) => rowOf(entry).first === 'hidden' && rowOf(entry).second !== 'hidden')),
  };
}

async function writeTags(db: Database, organisationId: string, ticketId: string, tags: readonly string[]): Promise<void> {
  await db.deleteFrom('ticketTags').where('organisationId', '=', organisationId).where('ticketId', '=', ticketId).execute();
  if (tags.length === 0) return;
  await db
    .insertInto('ticketTags')
    .values(tags.map((tag) => ({ organisationId, ticketId, tag })))
    .execute();
}

async function writeAsks(
  db: Database,
  { organisationId, id: ticketId }: Pick<TicketRow, 'organisationId' | 'id'>,
  asks: TicketCase['asks'],
): Promise<void> {
  await db.deleteFrom('ticketAsks').where('organisationId', '=', organisationId).where('ticketId', '=', ticketId).execute();
  const rows = asks.map(({ person }) => ({ organisationId, ticketId, userId: person.id }));
  if (rows.length > 0) await db.insertInto('ticketAsks').values(rows).execute();
}

async function writePeople(db: Database, organisationId: string, ticketId: string, ticket: TicketCase): Promise<void> {
  const { watchers, mentioned } = ticket;
  const has = (people: TicketCase['watchers'], userId: string) => (people.some(({ id }) => id === userId) ? 1 : 0);
  const ids = [...new Set([...watchers, ...mentioned].map(({ id }) => id))];
  await db.deleteFrom('ticketPeople').where('organisationId', '=', organisationId).where('ticketId', '=', ticketId).execute();
  if (ids.length === 0) return;
  const row = (userId: string) => ({
    organisationId,
    ticketId,
    userId,
    watches: has(watchers, userId),
    mentioned: has(mentioned, userId),
  });
  await db.insertInto('ticketPeople').values(ids.map(row)).execute();
}

async function writeWords(
  db: Database,
  { organisationId, id: ticketId }: Pick<TicketRow, 'organisationId' | 'id'>,
  more: TicketWords,
  isMore: boolean,
): Promise<void> {
  if (isMore && more.words === '' && more.classified === '') return;
  const before = await db
    .selectFrom('ticketTexts')
    .select(['words', 'classified'])
    .where('organisationId', '=', organisationId)
    .where('ticketId', '=', ticketId)
    .executeTakeFirst();
  const kept = isMore ? before : undefined;
  const after = { words: joined(kept?.words, more.words), classified: joined(kept?.classified, more.classified) };
  if (before?.words === after.words && before.classified === after.classified) return;
  if (before) await db.updateTable('ticketTexts').set(after).where('ticketId', '=', ticketId).execute();
  else
    await db
      .insertInto('ticketTexts')
      .values({ organisationId, ticketId, ...after })
      .execute();
}

const joined = (before: string | undefined, more: string) => `${before ?? ''}\n${more}`.trim().slice(0, MAX_WORDS);
