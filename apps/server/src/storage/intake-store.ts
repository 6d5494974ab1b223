import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

export class IntakeStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Open until somebody closes it. */
  async formIsOpen(organisationId: string): Promise<boolean> {
    const row = await this.#db
      .selectFrom('intakeSettings')
      .select('form')
      .where('organisationId', '=', organisationId)
      .executeTakeFirst();
    return row === undefined || row.form === 1;
  }

  async openForm(organisationId: string, open: boolean): Promise<void> {
    const form = open ? 1 : 0;
    await this.#db
      .insertInto('intakeSettings')
      .values({ organisationId, form })
      .onConflict((conflict) => conflict.column('organisationId').doUpdateSet({ form }))
      .execute();
  }
}
