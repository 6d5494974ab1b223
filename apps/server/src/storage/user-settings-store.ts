import { type Language, NO_HOURS, type NoticeHours } from '@alongside/protocol';
import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** What people at the desk set for themselves, beside by which ways they hear of what. */
export class UserSettingsStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** English where it was never told. */
  async language(organisationId: string, userId: string): Promise<Language> {
    return (await this.#row(organisationId, userId))?.language ?? 'en';
  }

  async setLanguage(organisationId: string, userId: string, language: Language): Promise<void> {
    await this.#db
      .insertInto('userSettings')
      .values({ organisationId, userId, language, hours: null })
      .onConflict((c) => c.columns(['organisationId', 'userId']).doUpdateSet({ language }))
      .execute();
  }

  async hours(organisationId: string, userId: string): Promise<NoticeHours> {
    const hours = (await this.#row(organisationId, userId))?.hours ?? null;
    return hours === null ? NO_HOURS : (JSON.parse(hours) as NoticeHours);
  }

  async setHours(organisationId: string, userId: string, wanted: NoticeHours): Promise<void> {
    const hours = JSON.stringify(wanted);
    await this.#db
      .insertInto('userSettings')
      .values({ organisationId, userId, language: null, hours })
      .onConflict((c) => c.columns(['organisationId', 'userId']).doUpdateSet({ hours }))
      .execute();
  }

  #row(organisationId: string, userId: string) {
    return this.#db
      .selectFrom('userSettings')
      .select(['language', 'hours'])
      .where('organisationId', '=', organisationId)
      .where('userId', '=', userId)
      .executeTakeFirst();
  }
}
