import type { NoticeChoice, ToldRole } from '@alongside/protocol';
import type { Kysely } from 'kysely';
import { changedMeanwhile } from './changed-meanwhile.ts';
import type { Tables } from './tables.ts';

interface UsualNotices {
  readonly choices: readonly NoticeChoice[];
  readonly version: number;
}

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
    return (await this.usualOf(organisationId, role)).choices;
  }

  /** With the version that a change of it begins with. */
  async usualOf(organisationId: string, role: ToldRole): Promise<{ choices: NoticeChoice[]; version: number }> {
    const row = await usualRow(this.#db, organisationId, role);
    return row ? { choices: JSON.parse(row.choices) as NoticeChoice[], version: row.version } : { choices: [], version: 0 };
  }

  /** Over the version that it has. Throws `settings.changed` where somebody else has written it since. */
  async setUsual(organisationId: string, role: ToldRole, usual: UsualNotices, by: string): Promise<void> {
    const written = { choices: JSON.stringify(usual.choices), version: usual.version + 1, changedBy: by };
    await this.#db.transaction().execute(async (trx) => {
      const before = await usualRow(trx, organisationId, role);
      if ((before?.version ?? 0) !== usual.version) throw changedMeanwhile(before?.changedBy ?? null);
      await trx
        .insertInto('noticeUsual')
        .values({ organisationId, role, ...written })
        .onConflict((c) => c.columns(['organisationId', 'role']).doUpdateSet(written))
        .execute();
    });
  }
}

function usualRow(db: Kysely<Tables>, organisationId: string, role: ToldRole) {
  return db
    .selectFrom('noticeUsual')
    .select(['choices', 'version', 'changedBy'])
    .where('organisationId', '=', organisationId)
    .where('role', '=', role)
    .executeTakeFirst();
}
