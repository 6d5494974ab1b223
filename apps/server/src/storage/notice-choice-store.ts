import type { NoticeChoice, ToldRole } from '@alongside/protocol';
import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** By which ways people want to hear of what: what each chose, and what is usual for a role. */
export class NoticeChoiceStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async chosen(organisationId: string, userId: string): Promise<NoticeChoice[]> {
    const row = await this.#db
      .selectFrom('noticeChoices')
      .select('choices')
      .where('organisationId', '=', organisationId)
      .where('userId', '=', userId)
      .executeTakeFirst();
    return row ? (JSON.parse(row.choices) as NoticeChoice[]) : [];
  }

  async choose(organisationId: string, userId: string, chosen: readonly NoticeChoice[]): Promise<void> {
    const choices = JSON.stringify(chosen);
    await this.#db
      .insertInto('noticeChoices')
      .values({ organisationId, userId, choices })
      .onConflict((c) => c.columns(['organisationId', 'userId']).doUpdateSet({ choices }))
      .execute();
  }

  /** What the organisation changed for a role. */
  async usual(organisationId: string, role: ToldRole): Promise<NoticeChoice[]> {
    const row = await this.#db
      .selectFrom('noticeUsual')
      .select('choices')
      .where('organisationId', '=', organisationId)
      .where('role', '=', role)
      .executeTakeFirst();
    return row ? (JSON.parse(row.choices) as NoticeChoice[]) : [];
  }

  async setUsual(organisationId: string, role: ToldRole, usual: readonly NoticeChoice[]): Promise<void> {
    const choices = JSON.stringify(usual);
    await this.#db
      .insertInto('noticeUsual')
      .values({ organisationId, role, choices })
      .onConflict((c) => c.columns(['organisationId', 'role']).doUpdateSet({ choices }))
      .execute();
  }
}
