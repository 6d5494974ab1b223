import type { Kysely } from 'kysely';
import type { HelpInvitationRow, Tables } from './tables.ts';

export class HelpInvitationStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async create(organisationId: string, invitation: Omit<HelpInvitationRow, 'organisationId' | 'usedAt'>): Promise<void> {
    await this.#db
      .insertInto('helpInvitations')
      .values({ ...invitation, organisationId, usedAt: null })
      .execute();
  }

  find(organisationId: string, tokenHash: string): Promise<HelpInvitationRow | undefined> {
    return this.#db
      .selectFrom('helpInvitations')
      .selectAll()
      .where('organisationId', '=', organisationId)
      .where('tokenHash', '=', tokenHash)
      .executeTakeFirst();
  }
}
