import { type Kysely, type SqlBool, sql } from 'kysely';
import type { Tables, TicketRow } from './tables.ts';

export interface CallerRow {
  readonly deviceId: string | null;
  readonly ticket: Pick<TicketRow, 'id' | 'number' | 'text' | 'requester' | 'active'>;
}

/** Finds who calls. Each answer is bounded: what is meant is named a little longer. */
export class CallerStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async byNumber(organisationId: string, number: number): Promise<CallerRow | undefined> {
    return (await this.#tickets(organisationId).where('number', '=', number).execute()).map(rowOf)[0];
  }

  /** The newest tickets of those whose name begins so. */
  async byRequester(organisationId: string, name: string, limit: number): Promise<CallerRow[]> {
    const rows = await this.#tickets(organisationId)
      .where(sql<SqlBool>`requester LIKE ${beginning(name)} ESCAPE '\\'`)
      .orderBy('number', 'desc')
      .limit(limit)
      .execute();
    return rows.map(rowOf);
  }

  /**
   * Computers of which a name begins so, or of which a kept report has a finding of this code: whoever calls may read it out of
   * an older one.
   */
  async devices(organisationId: string, text: string, limit: number): Promise<{ id: string; by: 'device' | 'finding' }[]> {
    const named = await this.#db
      .selectFrom('devices')
      .select('id')
      .where('organisationId', '=', organisationId)
      .where('retiredAt', 'is', null)
      .where(sql<SqlBool>`name LIKE ${beginning(text)} ESCAPE '\\'`)
      .orderBy('name')
      .limit(limit)
      .execute();
    const found = await this.#db
      .selectFrom('diagnosisFindings')
      .innerJoin('devices', 'devices.id', 'diagnosisFindings.deviceId')
      .select('devices.id')
      .distinct()
      .where('diagnosisFindings.organisationId', '=', organisationId)
      .where('devices.retiredAt', 'is', null)
      .where('diagnosisFindings.code', '=', text.toUpperCase())
      .limit(limit)
      .execute();
    return [
      ...named.map(({ id }) => ({ id, by: 'device' as const })),
      ...found.map(({ id }) => ({ id, by: 'finding' as const })),
    ];
  }

  /** The newest tickets of a computer, open ones first. */
  async ofDevice(organisationId: string, deviceId: string, limit: number): Promise<CallerRow[]> {
    const rows = await this.#tickets(organisationId)
      .where('deviceId', '=', deviceId)
      .orderBy('active', 'desc')
      .orderBy('number', 'desc')
      .limit(limit)
      .execute();
    return rows.map(rowOf);
  }

  #tickets(organisationId: string) {
    return this.#db
      .selectFrom('tickets')
      .select(['deviceId', 'id', 'number', 'text', 'requester', 'active'])
      .where('organisationId', '=', organisationId);
  }
}

function rowOf({ deviceId, ...ticket }: CallerRow['ticket'] & { deviceId: string | null }): CallerRow {
  return { deviceId, ticket };
}

/** What begins so; in a name the wildcards stand for themselves. */
function beginning(text: string): string {
  return `${text.replace(/[\\%_]/gu, '\\$&')}%`;
}
