import type { Kysely } from 'kysely';
import type { SessionRow, Tables } from './tables.ts';

/** A session with what a page at its user's end said, where there is one. */
export type LiveRow = SessionRow & { readonly guestRequestId: string | null; readonly guestBrowser: string | null };

export type NewSession = Omit<SessionRow, 'organisationId' | 'state' | 'joinedAt' | 'endedAt' | 'headSeq' | 'headHash'>;

/** Sessions between a device and a technician: who, with which keys, and how it stands. Nothing of what they carry. */
export class SessionStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async create(organisationId: string, session: NewSession): Promise<void> {
    await this.#db
      .insertInto('sessions')
      .values({ ...session, organisationId, state: 'offered', joinedAt: null, endedAt: null, headSeq: null, headHash: null })
      .execute();
  }

  find(organisationId: string, sessionId: string): Promise<SessionRow | undefined> {
    return this.#sessions(organisationId).where('id', '=', sessionId).executeTakeFirst();
  }

  /** Offered or joined: those to take up again after a restart. */
  live(organisationId: string): Promise<LiveRow[]> {
    return this.#db
      .selectFrom('sessions')
      .leftJoin('guests', 'guests.id', 'sessions.deviceId')
      .leftJoin('devices', 'devices.id', 'guests.id')
      .selectAll('sessions')
      .select(['guests.requestId as guestRequestId', 'devices.name as guestBrowser'])
      .where('sessions.organisationId', '=', organisationId)
      .where('sessions.state', 'in', ['offered', 'joined'])
      .execute();
  }

  /** Those that a user let in, with the last head of each. */
  ofTicket(organisationId: string, ticketId: string): Promise<Pick<SessionRow, 'id' | 'headSeq' | 'headHash'>[]> {
    return this.#db
      .selectFrom('sessions')
      .select(['id', 'headSeq', 'headHash'])
      .where('organisationId', '=', organisationId)
      .where('ticketId', '=', ticketId)
      .where('joinedAt', 'is not', null)
      .orderBy('joinedAt')
      .execute();
  }

  /** The newest that a user let in, with their ticket's number, the device's name, and how many heads were kept. */
  async records(organisationId: string, limit: number) {
    const rows = await this.#db
      .selectFrom('sessions')
      .innerJoin('tickets', 'tickets.id', 'sessions.ticketId')
      .innerJoin('devices', 'devices.id', 'sessions.deviceId')
      .select(['sessions.id', 'sessions.technicianName', 'sessions.joinedAt', 'sessions.endedAt'])
      .select(['sessions.headSeq', 'sessions.headHash', 'tickets.number', 'devices.name as device'])
      .select((row) =>
        row
          .selectFrom('keptHeads')
          .select((kept) => kept.fn.countAll<number>().as('count'))
          .whereRef('keptHeads.sessionId', '=', 'sessions.id')
          .as('heads'),
      )
      .where('sessions.organisationId', '=', organisationId)
      .where('sessions.joinedAt', 'is not', null)
      .orderBy('sessions.joinedAt', 'desc')
      .limit(limit)
      .execute();
    return rows.map(({ joinedAt, heads, ...row }) => ({ ...row, joinedAt: joinedAt ?? 0, heads: heads ?? 0 }));
  }

  async joined(organisationId: string, sessionId: string, now: number): Promise<void> {
    await this.#update(organisationId, sessionId, { state: 'joined', joinedAt: now });
  }

  async closed(organisationId: string, sessionId: string, state: 'declined' | 'withdrawn' | 'ended', now: number): Promise<void> {
    await this.#update(organisationId, sessionId, { state, endedAt: now });
  }

  /** The last head of the ledger, as the device tells it; it may come after the end. */
  async head(organisationId: string, sessionId: string, head: { seq: number; hash: string }): Promise<void> {
    await this.#update(organisationId, sessionId, { headSeq: head.seq, headHash: head.hash });
  }

  #sessions(organisationId: string) {
    return this.#db.selectFrom('sessions').selectAll().where('organisationId', '=', organisationId);
  }

  async #update(organisationId: string, sessionId: string, changes: Partial<SessionRow>): Promise<void> {
    await this.#db
      .updateTable('sessions')
      .set(changes)
      .where('organisationId', '=', organisationId)
      .where('id', '=', sessionId)
      .execute();
  }
}
