import { TICKETS_A_PAGE, TICKETS_COUNTED, type TicketFilter, type TicketOrder } from '@alongside/protocol';
import { type Expression, expressionBuilder, type Kysely, type SqlBool, sql } from 'kysely';
import type { Tables, TicketRow } from './tables.ts';
import { conditionsOf, type Looker } from './ticket-conditions.ts';

export type FoundTicket = TicketRow & {
  readonly deviceName: string | null;
  readonly tags: readonly string[];
  readonly asksYou: boolean;
};

interface Page extends Omit<FoundTickets, 'rows'> {
  readonly rows: readonly Omit<FoundTicket, 'asksYou'>[];
}

export interface FoundTickets {
  readonly rows: readonly FoundTicket[];
  /** Where the next page begins. */
  readonly next: string | null;
  readonly count: number | null;
}

export interface Wanted {
  readonly filter: TicketFilter;
  readonly order: TicketOrder;
  readonly after: string | undefined;
  /** For parts that count back from it. */
  readonly now: number;
}

interface Sorting {
  readonly column: 'updatedAt' | 'priority' | 'waitingSince' | 'number';
  readonly direction: 'asc' | 'desc';
  /** Among equals: the newest first, or who came first. */
  readonly byNumber: 'asc' | 'desc';
}

const SORTING: Readonly<Record<TicketOrder, Sorting>> = {
  updated: { column: 'updatedAt', direction: 'desc', byNumber: 'desc' },
  priority: { column: 'priority', direction: 'desc', byNumber: 'asc' },
  waiting: { column: 'waitingSince', direction: 'asc', byNumber: 'asc' },
  number: { column: 'number', direction: 'desc', byNumber: 'desc' },
};

/** Pages of tickets by a filter, from the index alone: no log is read. */
export class TicketFinder {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async find(organisationId: string, looker: Looker, wanted: Wanted): Promise<FoundTickets> {
    const found = await this.#find(organisationId, looker, wanted);
    if (found.rows.length === 0) return { ...found, rows: [] };
    const asks = await this.#db
      .selectFrom('ticketAsks')
      .select('ticketId')
      .where('organisationId', '=', organisationId)
      .where('userId', '=', looker.userId)
      .where(
        'ticketId',
        'in',
        found.rows.map(({ id }) => id),
      )
      .execute();
    const asked = new Set(asks.map(({ ticketId }) => ticketId));
    return { ...found, rows: found.rows.map((row) => ({ ...row, asksYou: asked.has(row.id) })) };
  }

  async #find(organisationId: string, looker: Looker, wanted: Wanted): Promise<Page> {
    const text = wanted.filter.text?.trim() ?? '';
    const conditions = conditionsOf(this.#db, organisationId, looker, wanted);
    const number = /^#?(\d{1,9})$/u.exec(text)?.[1];
    if (number !== undefined) {
      const eb = expressionBuilder<Tables, 'tickets'>();
      const [found] = await this.#page(
        organisationId,
        [...conditions, eb('tickets.number', '=', Number(number))],
        SORTING.number,
      );
      if (found) return { rows: [found], next: null, count: null };
    }
    const words = matchOf(text, looker.classified);
    if (text !== '' && words === undefined) return { rows: [], next: null, count: null };
    return words === undefined
      ? this.#sorted(organisationId, conditions, wanted)
      : this.#matching(organisationId, conditions, words, wanted.after);
  }

  /** The first so many, without a look at any words, for somebody from outside: nobody asks those about others' tickets. */
  async newest(organisationId: string, looker: Looker, wanted: Wanted, limit: number): Promise<FoundTicket[]> {
    const rows = await this.#page(organisationId, conditionsOf(this.#db, organisationId, looker, wanted), SORTING.number, limit);
    return rows.map((row) => ({ ...row, asksYou: false }));
  }

  async #sorted(organisationId: string, conditions: Expression<SqlBool>[], { order, after }: Wanted): Promise<Page> {
    const sorting = SORTING[order];
    const cursor = readCursor(after);
    const rows = await this.#page(organisationId, cursor ? [...conditions, past(sorting, cursor)] : conditions, sorting);
    const last = rows[TICKETS_A_PAGE - 1];
    return {
      rows: rows.slice(0, TICKETS_A_PAGE),
      next: rows.length > TICKETS_A_PAGE && last ? `${last[sorting.column] ?? 0}.${last.number}` : null,
      count: cursor ? null : await this.#count(conditions),
    };
  }

  async #page(
    organisationId: string,
    conditions: readonly Expression<SqlBool>[],
    { column, direction, byNumber }: Sorting,
    limit = TICKETS_A_PAGE + 1,
  ) {
    const rows = await this.#db
      .selectFrom('tickets')
      .leftJoin('devices', 'devices.id', 'tickets.deviceId')
      .selectAll('tickets')
      .select('devices.name as deviceName')
      .where((eb) => eb.and([...conditions]))
      .orderBy(`tickets.${column}`, direction)
      // Not a second time: SQLite would not see then which index gives this order.
      .$if(column !== 'number', (query) => query.orderBy('tickets.number', byNumber))
      .limit(limit)
      .execute();
    return this.#withTags(organisationId, rows);
  }

  /** The full-text index goes first and gives its rows newest first, so that a page of a common word stops early. */
  async #matching(organisationId: string, conditions: Expression<SqlBool>[], words: string, after: string | undefined) {
    const before = readCursor(after)?.number;
    const rowid = sql<number>`ticket_search.rowid`;
    let query = this.#db
      .selectFrom('ticketSearch')
      .crossJoin('ticketTexts')
      .crossJoin('tickets')
      .leftJoin('devices', 'devices.id', 'tickets.deviceId')
      .selectAll('tickets')
      .select(['devices.name as deviceName', 'ticketTexts.id as place'])
      .where(sql<SqlBool>`ticket_search MATCH ${words}`)
      .where('ticketTexts.id', '=', rowid)
      .whereRef('tickets.id', '=', 'ticketTexts.ticketId')
      .where((eb) => eb.and(conditions));
    if (before !== undefined) query = query.where(sql<SqlBool>`ticket_search.rowid < ${before}`);
    const rows = await query
      .orderBy(rowid, 'desc')
      .limit(TICKETS_A_PAGE + 1)
      .execute();
    const last = rows[TICKETS_A_PAGE - 1];
    const next = rows.length > TICKETS_A_PAGE && last ? `0.${last.place}` : null;
    return { rows: await this.#withTags(organisationId, rows.slice(0, TICKETS_A_PAGE)), next, count: null };
  }

  async #count(conditions: readonly Expression<SqlBool>[]): Promise<number> {
    const some = this.#db
      .selectFrom('tickets')
      .select(sql<number>`1`.as('one'))
      .where((eb) => eb.and([...conditions]))
      .limit(TICKETS_COUNTED);
    const { count } = await this.#db
      .selectFrom(some.as('some'))
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    return count;
  }

  async #withTags<R extends TicketRow & { deviceName: string | null }>(
    organisationId: string,
    rows: readonly R[],
  ): Promise<(R & { tags: string[] })[]> {
    if (rows.length === 0) return [];
    const tags = await this.#db
      .selectFrom('ticketTags')
      .select(['ticketId', 'tag'])
      .where('organisationId', '=', organisationId)
      .where(
        'ticketId',
        'in',
        rows.map(({ id }) => id),
      )
      .execute();
    return rows.map((row) => ({ ...row, tags: tags.filter(({ ticketId }) => ticketId === row.id).map(({ tag }) => tag) }));
  }
}

interface Cursor {
  readonly value: number;
  readonly number: number;
}

/** What another page sent as `next`, or anybody anything: then there is no cursor. */
function readCursor(after: string | undefined): Cursor | undefined {
  const parts = /^(\d{1,16})\.(\d{1,12})$/u.exec(after ?? '');
  return parts ? { value: Number(parts[1]), number: Number(parts[2]) } : undefined;
}

function past({ column, direction, byNumber }: Sorting, { value, number }: Cursor): Expression<SqlBool> {
  const eb = expressionBuilder<Tables, 'tickets'>();
  const beyond = (way: 'asc' | 'desc') => (way === 'asc' ? '>' : '<');
  return eb.or([
    eb(`tickets.${column}`, beyond(direction), value),
    eb.and([eb(`tickets.${column}`, '=', value), eb('tickets.number', beyond(byNumber), number)]),
  ]);
}

/** Each word as the beginning of one, quoted so that none of it is an operator; undefined where there are no words. */
export function matchOf(text: string, classified: boolean): string | undefined {
  const words = text.match(/[\p{L}\p{N}]+/gu)?.slice(0, 12) ?? [];
  if (words.length === 0) return undefined;
  const all = words.map((word) => `"${word}"*`).join(' AND ');
  return classified ? all : `words : (${all})`;
}
