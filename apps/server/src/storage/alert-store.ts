import { type AlertState, lately } from '@alongside/desk';
import { type Alert, type AlertTickets, FLEET_A_PAGE } from '@alongside/protocol';
import type { Kysely } from 'kysely';
import type { AlertRow } from './fleet-tables.ts';
import type { Tables } from './tables.ts';

export class AlertStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  ofDevice(organisationId: string, deviceId: string): Promise<AlertRow[]> {
    return this.#all(organisationId).where('deviceId', '=', deviceId).execute();
  }

  find(organisationId: string, id: string): Promise<AlertRow | undefined> {
    return this.#all(organisationId).where('id', '=', id).executeTakeFirst();
  }

  /** Keeps new ones and what changed of others, in one step. */
  async keep(organisationId: string, rows: readonly Omit<AlertRow, 'organisationId'>[]): Promise<void> {
    await this.#db.transaction().execute(async (trx) => {
      for (const { id, deviceId, check, ...rest } of rows) {
        await trx
          .insertInto('alerts')
          .values({ organisationId, id, deviceId, check, ...rest })
          .onConflict((conflict) => conflict.column('id').doUpdateSet(rest).where('alerts.organisationId', '=', organisationId))
          .execute();
      }
    });
  }

  /** Those of computers that are still there which went before then, of which that is still to be told. */
  async held(organisationId: string, before: number): Promise<{ readonly row: AlertRow; readonly deviceName: string }[]> {
    const rows = await this.#db
      .selectFrom('alerts')
      .innerJoin('devices', 'devices.id', 'alerts.deviceId')
      .selectAll('alerts')
      .select('devices.name as deviceName')
      .where('alerts.organisationId', '=', organisationId)
      .where('alerts.state', '=', 'closed')
      .where('alerts.told', '=', 1)
      .where('alerts.closedAt', '<=', before)
      .where('devices.retiredAt', 'is', null)
      .execute();
    return rows.map(({ deviceName, ...row }) => ({ row, deviceName }));
  }

  /** How many there are on computers that have not left, but of the areas `without`. */
  async count(organisationId: string, without: readonly string[]): Promise<{ open: number; fails: number; closed: number }> {
    const rows = await this.#ofThere(organisationId, without)
      .select((eb) => ['alerts.state', 'alerts.status', eb.fn.countAll<number>().as('count')])
      .groupBy(['alerts.state', 'alerts.status'])
      .execute();
    const sum = (of: (row: (typeof rows)[number]) => boolean) => rows.filter(of).reduce((all, { count }) => all + count, 0);
    return {
      open: sum(({ state }) => state === 'open'),
      fails: sum(({ state, status }) => state === 'open' && status === 'fail'),
      closed: sum(({ state }) => state !== 'open'),
    };
  }

  /** A page of these: open ones first, then dismissed and closed ones, the newest first. */
  async list(organisationId: string, without: readonly string[], page: number, now: number): Promise<Alert[]> {
    const rows = await this.#ofThere(organisationId, without)
      .leftJoin('tickets', 'tickets.id', 'alerts.ticketId')
      .selectAll('alerts')
      .select(['devices.name', 'tickets.number', 'tickets.closedAt as ticketClosedAt'])
      .orderBy((eb) => eb.case('alerts.state').when('open').then(0).when('dismissed').then(1).else(2).end())
      .orderBy('alerts.openedAt', 'desc')
      .orderBy('alerts.id')
      .limit(FLEET_A_PAGE)
      .offset(page * FLEET_A_PAGE)
      .execute();
    return rows.map((row) => ({
      id: row.id,
      device: { id: row.deviceId, name: row.name },
      check: row.check,
      state: row.state,
      status: row.status,
      openedAt: row.openedAt,
      closedAt: row.closedAt,
      times: row.times,
      lately: lately(alertState(row), now).length,
      mutedUntil: row.mutedUntil,
      ticket:
        row.ticketId === null || row.number === null
          ? null
          : { id: row.ticketId, number: row.number, open: row.ticketClosedAt === null },
    }));
  }

  /** Open ones that may be told at this time: neither muted, nor of a device in maintenance, nor of the areas `without`. */
  async countOpen(organisationId: string, now: number, without: readonly string[]): Promise<number> {
    const { count } = await this.#ofThere(organisationId, without)
      .leftJoin('deviceMarks', 'deviceMarks.deviceId', 'alerts.deviceId')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('alerts.state', '=', 'open')
      .where((eb) => eb.or([eb('alerts.mutedUntil', 'is', null), eb('alerts.mutedUntil', '<=', now)]))
      .where((eb) => eb.or([eb('deviceMarks.maintenanceUntil', 'is', null), eb('deviceMarks.maintenanceUntil', '<=', now)]))
      .executeTakeFirstOrThrow();
    return count;
  }

  async ticketRule(organisationId: string): Promise<AlertTickets> {
    const row = await this.#db
      .selectFrom('fleetRules')
      .select('alertTickets')
      .where('organisationId', '=', organisationId)
      .executeTakeFirst();
    return row?.alertTickets ?? 'off';
  }

  async setTicketRule(organisationId: string, alertTickets: AlertTickets): Promise<void> {
    await this.#db
      .insertInto('fleetRules')
      .values({ organisationId, alertTickets })
      .onConflict((conflict) => conflict.column('organisationId').doUpdateSet({ alertTickets }))
      .execute();
  }

  #ofThere(organisationId: string, without: readonly string[]) {
    return this.#db
      .selectFrom('alerts')
      .innerJoin('devices', 'devices.id', 'alerts.deviceId')
      .where('alerts.organisationId', '=', organisationId)
      .where('devices.retiredAt', 'is', null)
      .where((eb) => eb.and(without.map((area) => eb('alerts.check', 'not like', `${area}.%`))));
  }

  #all(organisationId: string) {
    return this.#db.selectFrom('alerts').selectAll().where('organisationId', '=', organisationId);
  }
}

export function alertState(row: AlertRow): AlertState {
  const { state, status, times, mutedUntil, openedAt, closedAt, failedAt } = row;
  const known = { status, times, mutedUntil, openedAt, failedAt, openings: JSON.parse(row.openings) as number[] };
  if (state === 'open') return { ...known, state, told: row.told === 1 };
  const over = { ...known, closedAt: closedAt ?? openedAt };
  return state === 'closed' ? { ...over, state, told: row.told === 1 } : { ...over, state };
}

export function alertColumns(
  state: AlertState,
): Pick<AlertRow, 'state' | 'status' | 'times' | 'mutedUntil' | 'openedAt' | 'closedAt' | 'told' | 'openings' | 'failedAt'> {
  const { status, times, mutedUntil, openedAt, failedAt } = state;
  const isOpen = state.state === 'open';
  return {
    state: state.state,
    status,
    times,
    mutedUntil,
    openedAt,
    closedAt: isOpen ? null : state.closedAt,
    told: state.state !== 'dismissed' && state.told ? 1 : 0,
    openings: JSON.stringify(state.openings),
    failedAt,
  };
}
