import { AppError } from '@alongside/base';
import {
  caseRefusal,
  type Difference,
  differenceSince,
  fullRefusal,
  isActive,
  nextCase,
  type TicketActor,
  type TicketCase,
  type TicketEventBody,
  tagsRefusal,
  ticketCase,
} from '@alongside/desk';
import { consoleSocket, type TicketEvent, type TicketStatus } from '@alongside/protocol';
import type { Kysely, Transaction } from 'kysely';
import { entryBody } from './entry-body.ts';
import type { Tables, TicketEventTable, TicketRow } from './tables.ts';
import { TICKET_INDEX, writeIndex } from './ticket-index.ts';
import { keepUntold } from './untold-store.ts';

const INDEX_AT_ONCE = 200;
/** Tickets whose logs one query reads: SQLite takes 32,766 values in one, and a desk can have more open. */
const READ_AT_ONCE = 1_000;

export interface TicketRecord {
  readonly row: TicketRow;
  readonly events: readonly TicketEvent[];
}

/** A ticket with an entry in its log that cannot be read: nothing adds up to how it stands, and nothing is written to it. */
export interface DamagedTicket {
  readonly row: TicketRow;
  /** Which entry it is. */
  readonly seq: number;
}

interface ReadLog {
  readonly events: TicketEvent[];
  damagedAt: number | undefined;
}

export interface Appended {
  readonly ticketId: string;
  readonly event: TicketEvent;
  readonly ticket: TicketCase;
}

export interface NewEntry {
  readonly ticketId: string;
  readonly actor: TicketActor;
  readonly body: TicketEventBody;
  /** The version of the ticket that an editor saw. */
  readonly seen?: number;
}

export interface NewRequest {
  readonly id: string;
  readonly requestId: string;
  readonly deviceId: string | null;
  readonly requester: string;
  readonly text: string;
  readonly proof: string;
  /** When the server got it. */
  readonly at: number;
  readonly startedBy: TicketRow['startedBy'];
  readonly standingId?: string;
  /** What the user read before. */
  readonly articles?: readonly string[];
  /** How it came, and how its user is reached; the agent's own where unsaid. */
  readonly came?: Came;
  /** Used up with it. */
  readonly invitation?: { readonly id: string; readonly technicianId: string; readonly technicianName: string };
}

export interface ImportedTicket extends Omit<NewRequest, 'invitation' | 'articles' | 'standingId'> {
  readonly events: readonly TicketEvent[];
}

type Created = Extract<TicketEventBody, { type: 'created' }>;
export type Came = Pick<Created, 'channel' | 'contact' | 'language'>;

export class TicketStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /**
   * Keeps a request under the organisation's next number. The same `requestId` of the same device again gives the ticket
   * that is there (`created` undefined); of another device it throws `request.invalid`. Throws `auth.token-used` where the
   * invitation was used or ran out meanwhile: nothing is kept then.
   */
  create(organisationId: string, request: NewRequest): Promise<{ row: TicketRow; created: TicketEvent | undefined }> {
    return this.#db.transaction().execute(async (trx) => {
      const existing = await trx
        .selectFrom('tickets')
        .selectAll()
        .where('organisationId', '=', organisationId)
        .where('requestId', '=', request.requestId)
        .executeTakeFirst();
      if (existing) {
        if (existing.deviceId !== request.deviceId) throw new AppError('request.invalid', 'this request id is taken');
        return { row: existing, created: undefined };
      }
      const { nextTicketNumber } = await trx
        .updateTable('organisations')
        .set((eb) => ({ nextTicketNumber: eb('nextTicketNumber', '+', 1) }))
        .where('id', '=', organisationId)
        .returning('nextTicketNumber')
        .executeTakeFirstOrThrow();
      const { at, invitation, articles, came = {}, standingId = null, ...rest } = request;
      if (invitation) await useInvitation(trx, organisationId, invitation.id, at);
      const invitedBy = { invitedById: invitation?.technicianId ?? null, invitedByName: invitation?.technicianName ?? null };
      const row = await trx
        .insertInto('tickets')
        .values({
          ...rest,
          ...invitedBy,
          standingId,
          organisationId,
          number: nextTicketNumber - 1,
          createdAt: at,
          closedAt: null,
        })
        .returningAll()
        .executeTakeFirstOrThrow();
      const created: TicketEvent = {
        seq: 0,
        at,
        actor: { kind: 'user', id: null, name: request.requester },
        body: { type: 'created', text: request.text, ...(articles ? { articles: [...articles] } : {}), ...came },
      };
      await insertEvent(trx, organisationId, row.id, created);
      const ticket = ticketCase([created]);
      if (ticket) {
        await writeIndex(trx, row, ticket, undefined, [created]);
        await keepUntold(trx, organisationId, row.id, created, { before: undefined, after: ticket });
      }
      return { row, created };
    });
  }

  /** Adds an event where desk's rules allow it in the case that the stored events add up to; throws their refusal. */
  async append(
    organisationId: string,
    ticketId: string,
    actor: TicketActor,
    body: TicketEventBody,
    at: number,
    seen?: number,
  ): Promise<Appended> {
    const [appended] = await this.appendAll(
      organisationId,
      [{ ticketId, actor, body, ...(seen === undefined ? {} : { seen }) }],
      at,
    );
    if (!appended) throw new AppError('internal', 'nothing was appended');
    return appended;
  }

  /**
   * Adds events to one or more tickets, all or none. `seen` is the version of its ticket that an editor looked at: throws
   * `ticket.changed` where somebody wrote over a part of it since, `ticket.full`, and `ticket.damaged`.
   */
  appendAll(organisationId: string, entries: readonly NewEntry[], at: number): Promise<Appended[]> {
    return this.#db.transaction().execute(async (trx) => {
      const appended: Appended[] = [];
      for (const { ticketId, actor, body, seen } of entries) {
        const events = wholeLog((await readLogs(trx, organisationId, [ticketId])).get(ticketId));
        const before = ticketCase(events);
        if (before === undefined) throw new AppError('ticket.not-found', 'there is no such ticket');
        const difference = seen === undefined ? undefined : differenceSince(events, seen);
        if (difference) throw changed(difference, before.version);
        const event: TicketEvent = { seq: events.length, at, actor, body };
        const refused = caseRefusal(before, event) ?? fullRefusal(events.length, body.type) ?? tagsRefusal(before, body);
        if (refused) throw refused;
        const ticket = nextCase(before, event) ?? before;
        await insertEvent(trx, organisationId, ticketId, event);
        await writeIndex(trx, { organisationId, id: ticketId }, ticket, before, [event]);
        await keepUntold(trx, organisationId, ticketId, event, { before, after: ticket });
        appended.push({ ticketId, event, ticket });
      }
      return appended;
    });
  }

  /**
   * Keeps tickets that are there already, each with its whole log, in this order under the next numbers: all or none. Throws
   * the refusal of the first entry that the rules would not have allowed.
   */
  importAll(organisationId: string, tickets: readonly ImportedTicket[]): Promise<void> {
    return this.#db.transaction().execute(async (trx) => {
      const { nextTicketNumber } = await trx
        .updateTable('organisations')
        .set((eb) => ({ nextTicketNumber: eb('nextTicketNumber', '+', tickets.length) }))
        .where('id', '=', organisationId)
        .returning('nextTicketNumber')
        .executeTakeFirstOrThrow();
      for (const [index, { events, at, ...rest }] of tickets.entries()) {
        const ticket = folded(events);
        const number = nextTicketNumber - tickets.length + index;
        const closedAt = isActive(ticket.status) ? null : ticket.updatedAt;
        const row = await trx
          .insertInto('tickets')
          .values({ ...rest, organisationId, number, createdAt: at, closedAt })
          .returningAll()
          .executeTakeFirstOrThrow();
        for (const event of events) await insertEvent(trx, organisationId, row.id, event);
        await writeIndex(trx, row, ticket, undefined, events);
      }
    });
  }

  /** The number that the next ticket gets. */
  async nextNumber(organisationId: string): Promise<number> {
    const { nextTicketNumber } = await this.#db
      .selectFrom('organisations')
      .select('nextTicketNumber')
      .where('id', '=', organisationId)
      .executeTakeFirstOrThrow();
    return nextTicketNumber;
  }

  /** Reads the logs of tickets that an earlier release wrote, so that they are found; how many there were. */
  async indexOld(organisationId: string): Promise<number> {
    let count = 0;
    for (;;) {
      const rows = await this.#tickets(organisationId).where('indexed', '<', TICKET_INDEX).limit(INDEX_AT_ONCE).execute();
      if (rows.length === 0) return count;
      await this.#db.transaction().execute(async (trx) => {
        const { records, damaged } = await this.#withEvents(organisationId, rows, trx);
        for (const record of records) {
          const ticket = ticketCase(record.events);
          if (ticket) await writeIndex(trx, record.row, ticket, undefined, record.events);
          // A row without a log never was a ticket; it is not looked at again.
          else await isIndexed(trx, record.row);
        }
        // It is found by what stands in the index of it.
        for (const { row } of damaged) await isIndexed(trx, row);
      });
      count += rows.length;
    }
  }

  /** All that are neither done nor cancelled, oldest first; apart from these, the damaged ones. */
  async open(organisationId: string): Promise<{ records: TicketRecord[]; damaged: DamagedTicket[] }> {
    const rows = await this.#tickets(organisationId).where('closedAt', 'is', null).orderBy('number').execute();
    return this.#withEvents(organisationId, rows);
  }

  /** All that have been in a status since then, the longest first. */
  async standing(organisationId: string, status: TicketStatus, since: number): Promise<string[]> {
    const rows = await this.#db
      .selectFrom('tickets')
      .select('id')
      .where('organisationId', '=', organisationId)
      .where('status', '=', status)
      .where('since', '<=', since)
      .orderBy('since')
      .execute();
    return rows.map(({ id }) => id);
  }

  /** Open tickets that somebody answers for, the oldest first. */
  async ownedBy(organisationId: string, userId: string): Promise<string[]> {
    const rows = await this.#db
      .selectFrom('tickets')
      .select('id')
      .where('organisationId', '=', organisationId)
      .where('ownerId', '=', userId)
      .where('active', '=', 1)
      .orderBy('number')
      .execute();
    return rows.map(({ id }) => id);
  }

  /** How many open tickets each answers for who has any. */
  async countsByOwner(organisationId: string): Promise<ReadonlyMap<string, number>> {
    const rows = await this.#db
      .selectFrom('tickets')
      .select((eb) => ['ownerId', eb.fn.countAll<number>().as('count')])
      .where('organisationId', '=', organisationId)
      .where('ownerId', 'is not', null)
      .where('active', '=', 1)
      .groupBy('ownerId')
      .execute();
    return new Map(rows.flatMap(({ ownerId, count }) => (ownerId === null ? [] : [[ownerId, count] as const])));
  }

  async newest(organisationId: string, limit: number): Promise<TicketRecord[]> {
    const rows = await this.#tickets(organisationId).orderBy('number', 'desc').limit(limit).execute();
    return (await this.#withEvents(organisationId, rows)).records;
  }

  /** Throws `ticket.damaged`. */
  async find(organisationId: string, ticketId: string): Promise<TicketRecord | undefined> {
    const row = await this.row(organisationId, ticketId);
    if (!row) return undefined;
    return { row, events: wholeLog((await readLogs(this.#db, organisationId, [ticketId])).get(ticketId)) };
  }

  /** Of a list: undefined for a damaged one, too. */
  async findSound(organisationId: string, ticketId: string): Promise<TicketRecord | undefined> {
    const row = await this.row(organisationId, ticketId);
    return row && (await this.#withEvents(organisationId, [row])).records[0];
  }

  /** Without its log. */
  row(organisationId: string, ticketId: string): Promise<TicketRow | undefined> {
    return this.#tickets(organisationId).where('id', '=', ticketId).executeTakeFirst();
  }

  /** The link by which its user follows it. */
  async setFollow(
    organisationId: string,
    ticketId: string,
    follow: Pick<TicketRow, 'followHash' | 'followNonce'>,
  ): Promise<void> {
    await this.#db
      .updateTable('tickets')
      .set(follow)
      .where('organisationId', '=', organisationId)
      .where('id', '=', ticketId)
      .execute();
  }

  findByFollow(organisationId: string, followHash: string): Promise<TicketRow | undefined> {
    return this.#tickets(organisationId).where('followHash', '=', followHash).executeTakeFirst();
  }

  async findByNumber(organisationId: string, number: number): Promise<TicketRow | undefined> {
    return this.#tickets(organisationId).where('number', '=', number).executeTakeFirst();
  }

  findByRequest(organisationId: string, deviceId: string, requestId: string): Promise<TicketRow | undefined> {
    return this.#tickets(organisationId).where('deviceId', '=', deviceId).where('requestId', '=', requestId).executeTakeFirst();
  }

  /** What a device has asked, the newest first; not what was begun in these ways. */
  askedBy(
    organisationId: string,
    deviceId: string,
    notStartedBy: readonly TicketRow['startedBy'][],
    limit: number,
  ): Promise<TicketRow[]> {
    return this.#tickets(organisationId)
      .where('deviceId', '=', deviceId)
      .where('startedBy', 'not in', [...notStartedBy])
      .orderBy('number', 'desc')
      .limit(limit)
      .execute();
  }

  /** What a device that was away may have missed: its open tickets, and those closed since `closedSince`. */
  async missedBy(organisationId: string, deviceId: string, closedSince: number): Promise<TicketRecord[]> {
    const rows = await this.#tickets(organisationId)
      .where('deviceId', '=', deviceId)
      .where((eb) => eb.or([eb('closedAt', 'is', null), eb('closedAt', '>=', closedSince)]))
      .orderBy('number', 'desc')
      .limit(20)
      .execute();
    return (await this.#withEvents(organisationId, rows)).records;
  }

  /** How long those who were joined since `from` had waited, in milliseconds, with the time of the join. */
  async waits(organisationId: string, from: number): Promise<{ joinedAt: number; waitMs: number }[]> {
    const rows = await this.#db
      .selectFrom('sessions')
      .innerJoin('tickets', 'tickets.id', 'sessions.ticketId')
      .select((eb) => ['tickets.createdAt', eb.fn.min('sessions.joinedAt').as('joinedAt')])
      .where('sessions.organisationId', '=', organisationId)
      .where('sessions.joinedAt', 'is not', null)
      // Nobody waited for these.
      .where('tickets.standingId', 'is', null)
      .groupBy('tickets.id')
      .having((eb) => eb.fn.min('sessions.joinedAt'), '>=', from)
      .execute();
    return rows.flatMap(({ createdAt, joinedAt }) => (joinedAt === null ? [] : [{ joinedAt, waitMs: joinedAt - createdAt }]));
  }

  #tickets(organisationId: string) {
    return this.#db.selectFrom('tickets').selectAll().where('organisationId', '=', organisationId);
  }

  async #withEvents(
    organisationId: string,
    rows: readonly TicketRow[],
    db: Kysely<Tables> = this.#db,
  ): Promise<{ records: TicketRecord[]; damaged: DamagedTicket[] }> {
    const ids = rows.map(({ id }) => id);
    const logs = await readLogs(db, organisationId, ids);
    const records: TicketRecord[] = [];
    const damaged: DamagedTicket[] = [];
    for (const row of rows) {
      const { events, damagedAt } = logs.get(row.id) ?? { events: [], damagedAt: undefined };
      if (damagedAt === undefined) records.push({ row, events });
      else damaged.push({ row, seq: damagedAt });
    }
    return { records, damaged };
  }
}

/** What a log adds up to, each entry allowed by what stood before it. */
function folded(events: readonly TicketEvent[]): TicketCase {
  let ticket: TicketCase | undefined;
  for (const event of events) {
    const refused = caseRefusal(ticket, event);
    if (refused) throw refused;
    ticket = nextCase(ticket, event) ?? ticket;
  }
  if (!ticket) throw new AppError('internal', 'a ticket without a log');
  return ticket;
}

function changed({ parts, by, at }: Difference, version: number): AppError {
  return new AppError('ticket.changed', `${by} changed this ticket meanwhile (${parts.join(', ')})`, {
    context: { parts: parts.join(','), by, at, version },
  });
}

async function useInvitation(trx: Transaction<Tables>, organisationId: string, id: string, now: number): Promise<void> {
  const used = await trx
    .updateTable('helpInvitations')
    .set({ usedAt: now })
    .where('organisationId', '=', organisationId)
    .where('id', '=', id)
    .where('usedAt', 'is', null)
    .where('expiresAt', '>', now)
    .executeTakeFirst();
  if (used.numUpdatedRows === 0n) throw new AppError('auth.token-used', 'this invitation was used or ran out meanwhile');
}

async function insertEvent(
  trx: Transaction<Tables>,
  organisationId: string,
  ticketId: string,
  event: TicketEvent,
): Promise<void> {
  // What could not be read again is not written: an entry stays for ever.
  const { seq, at, actor, body } = consoleSocket.ticketEvent.parse(event);
  const row: TicketEventTable = {
    organisationId,
    ticketId,
    seq,
    at,
    actorKind: actor.kind,
    actorId: actor.id,
    actorName: actor.name,
    body: JSON.stringify(body),
  };
  await trx.insertInto('ticketEvents').values(row).execute();
}

async function isIndexed(trx: Transaction<Tables>, { id }: TicketRow): Promise<void> {
  await trx.updateTable('tickets').set({ indexed: TICKET_INDEX }).where('id', '=', id).execute();
}

async function readLogs(
  db: Kysely<Tables>,
  organisationId: string,
  ticketIds: readonly string[],
): Promise<ReadonlyMap<string, ReadLog>> {
  const logs = new Map<string, ReadLog>();
  for (let from = 0; from < ticketIds.length; from += READ_AT_ONCE) {
    const some = await db
      .selectFrom('ticketEvents')
      .selectAll()
      .where('organisationId', '=', organisationId)
      .where('ticketId', 'in', ticketIds.slice(from, from + READ_AT_ONCE))
      .orderBy('ticketId')
      .orderBy('seq')
      .execute();
    for (const row of some) {
      const log = logs.get(row.ticketId) ?? { events: [], damagedAt: undefined };
      logs.set(row.ticketId, log);
      const body = entryBody<TicketEventBody>(row.body);
      if (body === undefined) log.damagedAt ??= row.seq;
      else
        log.events.push({ seq: row.seq, at: row.at, actor: { kind: row.actorKind, id: row.actorId, name: row.actorName }, body });
    }
  }
  return logs;
}

function wholeLog(log: ReadLog | undefined): TicketEvent[] {
  if (log?.damagedAt === undefined) return log?.events ?? [];
  throw new AppError('ticket.damaged', `entry ${log.damagedAt} of this ticket's log cannot be read`, {
    context: { entry: log.damagedAt },
  });
}
