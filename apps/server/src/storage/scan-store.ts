import { isOver, type TargetState } from '@alongside/desk';
import { FLEET_A_PAGE, SCAN_STATES, type ScanRun, type ScanTarget } from '@alongside/protocol';
import { type Kysely, sql } from 'kysely';
import type { ScanRunRow, ScanTargetRow } from './fleet-tables.ts';
import type { Tables } from './tables.ts';

const NEWEST = 20;
/** Of an organisation; older ones are forgotten. */
const KEPT = 200;
const LIVE = SCAN_STATES.filter((state) => !isOver({ state }));
/** SQLite takes 32,766 variables a statement; a row has seven. */
const ROWS_AT_ONCE = 500;

type KeptTarget = TargetState & Pick<ScanTargetRow, 'scanId' | 'deviceId'> & { readonly reportId?: string };

export class ScanStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async add(organisationId: string, run: Omit<ScanRunRow, 'organisationId'>, deviceIds: readonly string[], first: TargetState) {
    await this.#db.transaction().execute(async (trx) => {
      await trx
        .insertInto('scanRuns')
        .values({ organisationId, ...run })
        .execute();
      for (let from = 0; from < deviceIds.length; from += ROWS_AT_ONCE) {
        const rows = deviceIds
          .slice(from, from + ROWS_AT_ONCE)
          .map((deviceId) => ({ organisationId, scanId: run.id, deviceId, reportId: null, ...first }));
        await trx.insertInto('scanTargets').values(rows).execute();
      }
      const kept = trx
        .selectFrom('scanRuns')
        .select('id')
        .where('organisationId', '=', organisationId)
        .orderBy('startedAt', 'desc')
        .limit(KEPT);
      await trx.deleteFrom('scanRuns').where('organisationId', '=', organisationId).where('id', 'not in', kept).execute();
    });
  }

  /** All of them, or none where it fails. */
  async keep(organisationId: string, rows: readonly KeptTarget[]): Promise<void> {
    await this.#db.transaction().execute(async (trx) => {
      for (const { scanId, deviceId, ...state } of rows) {
        await trx
          .updateTable('scanTargets')
          .set(state)
          .where('organisationId', '=', organisationId)
          .where('scanId', '=', scanId)
          .where('deviceId', '=', deviceId)
          .execute();
      }
    });
  }

  /** Of all runs, those that are not over. */
  live(organisationId: string): Promise<ScanTargetRow[]> {
    return this.#targets(organisationId).where('state', 'in', LIVE).execute();
  }

  run(organisationId: string, scanId: string): Promise<ScanRunRow | undefined> {
    return this.#db
      .selectFrom('scanRuns')
      .selectAll()
      .where('organisationId', '=', organisationId)
      .where('id', '=', scanId)
      .executeTakeFirst();
  }

  ofRun(organisationId: string, scanId: string): Promise<ScanTargetRow[]> {
    return this.#targets(organisationId).where('scanId', '=', scanId).execute();
  }

  async newest(organisationId: string): Promise<ScanRun[]> {
    const runs = await this.#db
      .selectFrom('scanRuns')
      .selectAll()
      .where('organisationId', '=', organisationId)
      .orderBy('startedAt', 'desc')
      .orderBy('id')
      .limit(NEWEST)
      .execute();
    return this.#counted(organisationId, runs);
  }

  /** Undefined where there is none. */
  async counted(organisationId: string, scanId: string): Promise<ScanRun | undefined> {
    const run = await this.run(organisationId, scanId);
    return run && (await this.#counted(organisationId, [run]))[0];
  }

  async #counted(organisationId: string, runs: readonly ScanRunRow[]): Promise<ScanRun[]> {
    if (runs.length === 0) return [];
    const counts = await this.#db
      .selectFrom('scanTargets')
      .select((eb) => ['scanId', 'state', eb.fn.countAll<number>().as('count')])
      .where('organisationId', '=', organisationId)
      .where(
        'scanId',
        'in',
        runs.map(({ id }) => id),
      )
      .groupBy(['scanId', 'state'])
      .execute();
    return runs.map(({ id, profile, startedAt, startedBy }) => {
      const own = counts.filter(({ scanId }) => scanId === id).map(({ state, count }) => [state, count]);
      return { id, profile, startedAt, startedBy, counts: Object.fromEntries(own) };
    });
  }

  /** By name. */
  async targets(organisationId: string, scanId: string, page: number): Promise<ScanTarget[]> {
    const rows = await this.#db
      .selectFrom('scanTargets')
      .innerJoin('devices', 'devices.id', 'scanTargets.deviceId')
      .selectAll('scanTargets')
      .select('devices.name')
      .where('scanTargets.organisationId', '=', organisationId)
      .where('scanTargets.scanId', '=', scanId)
      .orderBy(sql`devices.name collate nocase`)
      .orderBy('devices.id')
      .limit(FLEET_A_PAGE)
      .offset(page * FLEET_A_PAGE)
      .execute();
    return rows.map(({ deviceId, name, state, since, attempts, reportId }) => ({
      device: { id: deviceId, name },
      state,
      since,
      attempts,
      reportId,
    }));
  }

  #targets(organisationId: string) {
    return this.#db.selectFrom('scanTargets').selectAll().where('organisationId', '=', organisationId);
  }
}
