import { type ProblemEntry, type ProblemEntryBody, problemEntry, type TicketStatus } from '@alongside/protocol';
import type { Kysely } from 'kysely';
import { entryBody } from './entry-body.ts';
import type { ProblemEntryRow } from './problem-tables.ts';
import type { Tables } from './tables.ts';

export interface StoredProblem {
  readonly id: string;
  readonly number: number;
  readonly entries: readonly ProblemEntry[];
}

/** One with an entry that cannot be read: nothing adds up to how it stands, and nothing is written to it. */
export interface DamagedProblem extends Pick<StoredProblem, 'id' | 'number'> {
  /** Which entry it is. */
  readonly seq: number;
}

/** What somebody said of a ticket and a problem. */
export interface ProblemLink {
  readonly problemId: string;
  readonly ticketId: string;
  readonly verdict: 'confirmed' | 'rejected';
  /** When its user asked. */
  readonly createdAt: number;
  readonly deviceId: string | null;
}

export interface LinkedTicket {
  readonly ticketId: string;
  readonly number: number;
  readonly text: string;
  readonly requester: string;
  readonly status: TicketStatus;
  readonly createdAt: number;
  readonly device: string;
  readonly system: string;
}

export class ProblemStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Under the organisation's next number of problems, with its first entry. */
  create(organisationId: string, id: string, first: ProblemEntry): Promise<StoredProblem> {
    return this.#db.transaction().execute(async (trx) => {
      const { last } = await trx
        .selectFrom('problems')
        .select((eb) => eb.fn.max('number').as('last'))
        .where('organisationId', '=', organisationId)
        .executeTakeFirstOrThrow();
      const number = (last ?? 0) + 1;
      await trx.insertInto('problems').values({ id, organisationId, number }).execute();
      await trx
        .insertInto('problemEntries')
        .values(rowOf(organisationId, id, first))
        .execute();
      return { id, number, entries: [first] };
    });
  }

  async append(organisationId: string, problemId: string, entry: ProblemEntry): Promise<void> {
    await this.#db
      .insertInto('problemEntries')
      .values(rowOf(organisationId, problemId, entry))
      .execute();
  }

  /** By number, each with all that happened to it; apart from these, the damaged ones. */
  async all(organisationId: string): Promise<{ problems: StoredProblem[]; damaged: DamagedProblem[] }> {
    const problems = await this.#db
      .selectFrom('problems')
      .select(['id', 'number'])
      .where('organisationId', '=', organisationId)
      .orderBy('number')
      .execute();
    const rows = await this.#db
      .selectFrom('problemEntries')
      .selectAll()
      .where('organisationId', '=', organisationId)
      .orderBy('problemId')
      .orderBy('seq')
      .execute();
    const byProblem = Map.groupBy(rows, ({ problemId }) => problemId);
    const all: { problems: StoredProblem[]; damaged: DamagedProblem[] } = { problems: [], damaged: [] };
    for (const problem of problems) {
      const kept = byProblem.get(problem.id) ?? [];
      const unread = kept.find(({ body }) => entryBody(body) === undefined);
      if (unread) all.damaged.push({ ...problem, seq: unread.seq });
      else all.problems.push({ ...problem, entries: kept.flatMap((row) => entryOf(row) ?? []) });
    }
    return all;
  }

  /** What people said of tickets and all known problems. */
  links(organisationId: string): Promise<ProblemLink[]> {
    return this.#db
      .selectFrom('problemLinks as link')
      .innerJoin('tickets', 'tickets.id', 'link.ticketId')
      .select(['link.problemId', 'link.ticketId', 'link.verdict', 'tickets.createdAt', 'tickets.deviceId'])
      .where('link.organisationId', '=', organisationId)
      .execute();
  }

  verdictsOf(organisationId: string, ticketId: string): Promise<Pick<ProblemLink, 'problemId' | 'verdict'>[]> {
    return this.#db
      .selectFrom('problemLinks')
      .select(['problemId', 'verdict'])
      .where('organisationId', '=', organisationId)
      .where('ticketId', '=', ticketId)
      .execute();
  }

  /** Tickets that have it, the newest first. */
  cases(organisationId: string, problemId: string, limit: number): Promise<LinkedTicket[]> {
    return this.#cases(organisationId, [problemId]).limit(limit).execute();
  }

  /** Those of any of these that are not over, or are only just solved, each once: the newest whose number is below `before`. */
  openCases(
    organisationId: string,
    problemIds: readonly string[],
    { limit, before }: { readonly limit: number; readonly before: number | null },
  ): Promise<LinkedTicket[]> {
    const open = this.#openCases(organisationId, problemIds);
    return (before === null ? open : open.where('tickets.number', '<', before)).groupBy('link.ticketId').limit(limit).execute();
  }

  async countOpenCases(organisationId: string, problemIds: readonly string[]): Promise<number> {
    const { count } = await this.#openCases(organisationId, problemIds)
      .clearSelect()
      .clearOrderBy()
      .select((eb) => eb.fn.count<number>('link.ticketId').distinct().as('count'))
      .executeTakeFirstOrThrow();
    return count;
  }

  #openCases(organisationId: string, problemIds: readonly string[]) {
    return this.#cases(organisationId, problemIds).where((is) =>
      is.or([is('tickets.active', '=', 1), is('tickets.status', '=', 'resolved')]),
    );
  }

  #cases(organisationId: string, problemIds: readonly string[]) {
    return this.#db
      .selectFrom('problemLinks as link')
      .innerJoin('tickets', 'tickets.id', 'link.ticketId')
      .leftJoin('devices', 'devices.id', 'tickets.deviceId')
      .select(['link.ticketId', 'tickets.number', 'tickets.text', 'tickets.requester', 'tickets.status', 'tickets.createdAt'])
      .select((eb) => [
        eb.fn.coalesce('devices.name', eb.val('')).as('device'),
        eb.fn.coalesce('devices.system', eb.val('')).as('system'),
      ])
      .where('link.organisationId', '=', organisationId)
      .where('link.problemId', 'in', [...problemIds])
      .where('link.verdict', '=', 'confirmed')
      .orderBy('tickets.number', 'desc');
  }

  /** The bodies of reports to hold against signatures: those sent with the ticket, or the newest of its computer. */
  async reportsFor(
    organisationId: string,
    ticketId: string,
    deviceId: string | null,
    limit: number,
  ): Promise<{ id: string; body: string }[]> {
    const reports = () =>
      this.#db
        .selectFrom('diagnosisReports')
        .select(['id', 'body'])
        .where('organisationId', '=', organisationId)
        .orderBy('receivedAt', 'desc')
        .orderBy('id')
        .limit(limit);
    const ofTicket = await reports().where('ticketId', '=', ticketId).execute();
    return ofTicket.length > 0 || deviceId === null
      ? ofTicket
      : await reports().where('deviceId', '=', deviceId).limit(1).execute();
  }
}

function rowOf(organisationId: string, problemId: string, entry: ProblemEntry): ProblemEntryRow {
  // What could not be read again is not written.
  const { seq, at, by, body } = problemEntry.parse(entry);
  const [byId, byName] = by ? [by.id, by.name] : [null, null];
  return { organisationId, problemId, seq, at, byId, byName, body: JSON.stringify(body) };
}

/** Undefined where it cannot be read. */
function entryOf({ seq, at, byId, byName, body }: ProblemEntryRow): ProblemEntry | undefined {
  const read = entryBody<ProblemEntryBody>(body);
  return read && { seq, at, by: byId === null ? null : { id: byId, name: byName ?? '' }, body: read };
}
