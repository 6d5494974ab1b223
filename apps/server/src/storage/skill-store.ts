import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** What people know, for what is offered to them. */
export class SkillStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Of everybody who knows anything. */
  async all(organisationId: string): Promise<Map<string, string[]>> {
    const rows = await this.#db
      .selectFrom('personSkills')
      .select(['userId', 'skill'])
      .where('organisationId', '=', organisationId)
      .orderBy('skill')
      .execute();
    const byPerson = new Map<string, string[]>();
    for (const { userId, skill } of rows) byPerson.set(userId, [...(byPerson.get(userId) ?? []), skill]);
    return byPerson;
  }

  /** False where there is nobody of that id here. */
  write(organisationId: string, userId: string, skills: readonly string[]): Promise<boolean> {
    return this.#db.transaction().execute(async (trx) => {
      const person = await trx
        .selectFrom('users')
        .select('id')
        .where('organisationId', '=', organisationId)
        .where('id', '=', userId)
        .executeTakeFirst();
      if (!person) return false;
      await trx.deleteFrom('personSkills').where('organisationId', '=', organisationId).where('userId', '=', userId).execute();
      const rows = skills.map((skill) => ({ organisationId, userId, skill }));
      if (rows.length > 0) await trx.insertInto('personSkills').values(rows).execute();
      return true;
    });
  }
}
