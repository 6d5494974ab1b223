import { UNASSIGNED_MIN } from '@alongside/protocol';
import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';
import { inTurn } from './ticket-conditions.ts';

/** How many were solved at each tier, of what has this group or this category. */
export interface SolvedRow {
  readonly key: string | null;
  readonly tier: number;
  readonly count: number;
}

/** Figures of the whole desk, of the index of tickets alone: no log is read. */
export class TodayStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async now(organisationId: string, at: number) {
    const before = at - UNASSIGNED_MIN * 60_000;
    const { waiting, since, inSession, unassigned } = await this.#db
      .selectFrom('tickets')
      .select((eb) => [
        eb.fn.countAll<number>().filterWhere(inTurn()).as('waiting'),
        eb.fn.min('waitingSince').filterWhere(inTurn()).as('since'),
        eb.fn.countAll<number>().filterWhere('live', '=', 'in-session').as('inSession'),
        eb.fn
          .countAll<number>()
          .filterWhere(eb.and([eb('ownerId', 'is', null), eb('status', '=', 'new'), eb('since', '<=', before)]))
          .as('unassigned'),
      ])
      .where('organisationId', '=', organisationId)
      // Written out, so that the index of just these serves.
      .where('active', '=', (eb) => eb.lit(1))
      .executeTakeFirstOrThrow();
    return { waiting: { count: waiting, since }, inSession, unassigned };
  }

  async wishes(organisationId: string): Promise<number> {
    const { count } = await this.#db
      .selectFrom('tickets')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('organisationId', '=', organisationId)
      .where('wantsManager', '=', (eb) => eb.lit(1))
      .executeTakeFirstOrThrow();
    return count;
  }

  /** Open tickets of each person that wait for nobody else. */
  async loads(organisationId: string): Promise<Map<string, number>> {
    const rows = await this.#db
      .selectFrom('tickets')
      .select((eb) => ['ownerId', eb.fn.countAll<number>().as('count')])
      .where('organisationId', '=', organisationId)
      .where('active', '=', (eb) => eb.lit(1))
      .where('status', 'in', ['new', 'open'])
      .where('ownerId', 'is not', null)
      .groupBy('ownerId')
      .execute();
    return new Map(rows.flatMap(({ ownerId, count }) => (ownerId === null ? [] : [[ownerId, count]])));
  }

  /** Who helps in a session now; whoever watches one is no less free for others. */
  async helping(organisationId: string): Promise<Set<string>> {
    const rows = await this.#db
      .selectFrom('sessions')
      .select('technicianId')
      .where('organisationId', '=', organisationId)
      .where('state', '=', 'joined')
      .where('watches', 'is', null)
      .execute();
    return new Set(rows.map(({ technicianId }) => technicianId));
  }

  async solvedBy(organisationId: string, from: number, part: 'groupId' | 'category'): Promise<SolvedRow[]> {
    const rows = await this.#db
      .selectFrom('tickets')
      .select((eb) => [`${part} as key`, 'solvedTier as tier', eb.fn.countAll<number>().as('count')])
      .where('organisationId', '=', organisationId)
      .where('solvedAt', '>=', from)
      // With its plus no index serves the order of the groups, where SQLite would read all tickets there are: the span goes first.
      .groupBy([sql`+${sql.ref(part)}`, 'solvedTier'])
      .execute();
    return rows.map(({ key, tier, count }) => ({ key, tier: tier ?? 1, count }));
  }

  /** How often each number of stars was given. */
  async stars(organisationId: string, from: number): Promise<Map<number, number>> {
    const rows = await this.#db
      .selectFrom('tickets')
      .select((eb) => ['stars', eb.fn.countAll<number>().as('count')])
      .where('organisationId', '=', organisationId)
      .where('ratedAt', '>=', from)
      .groupBy('stars')
      .execute();
    return new Map(rows.flatMap(({ stars, count }) => (stars === null ? [] : [[stars, count]])));
  }

  /** Of a sort of figure, its steps. */
  async deflection(organisationId: string, since: string): Promise<Map<string, number>> {
    const rows = await this.#db
      .selectFrom('kbCounts')
      .select(['step', sql<number>`sum(count)`.as('count')])
      .where('organisationId', '=', organisationId)
      .where('day', '>=', since)
      .groupBy('step')
      .execute();
    return new Map(rows.map(({ step, count }) => [step, count]));
  }
}
