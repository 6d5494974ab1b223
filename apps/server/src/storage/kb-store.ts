import type { ArticleText, KbReader, KbStep } from '@alongside/protocol';
import { type Kysely, sql } from 'kysely';
import type { KbFeedbackRow, KbVersionRow } from './kb-tables.ts';
import type { Tables } from './tables.ts';

export interface StoredVersion extends Omit<KbVersionRow, 'organisationId' | 'text'> {
  readonly text: ArticleText;
}

type NewFeedback = Omit<KbFeedbackRow, 'organisationId'>;

/** Of each article: older ones are forgotten, so that no stranger fills the disk. */
const FEEDBACK_KEPT = 200;
const VERSIONS_READ = 100;

export class KbStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** The newest version of each article. */
  async newest(organisationId: string): Promise<StoredVersion[]> {
    const rows = await this.#db
      .selectFrom('kbVersions as version')
      .selectAll()
      .where('organisationId', '=', organisationId)
      .where('version', '=', (eb) =>
        eb
          .selectFrom('kbVersions as other')
          .select((select) => select.fn.max('other.version').as('newest'))
          .whereRef('other.organisationId', '=', 'version.organisationId')
          .whereRef('other.articleId', '=', 'version.articleId'),
      )
      .execute();
    return rows.map(stored);
  }

  async versions(organisationId: string, articleId: string): Promise<StoredVersion[]> {
    const rows = await this.#db
      .selectFrom('kbVersions')
      .selectAll()
      .where('organisationId', '=', organisationId)
      .where('articleId', '=', articleId)
      .orderBy('version', 'desc')
      .limit(VERSIONS_READ)
      .execute();
    return rows.map(stored);
  }

  /** False where somebody else wrote this version meanwhile: nothing is kept then. */
  async add(organisationId: string, { text, ...version }: StoredVersion): Promise<boolean> {
    const added = await this.#db
      .insertInto('kbVersions')
      .values({ organisationId, ...version, text: JSON.stringify(text) })
      .onConflict((conflict) => conflict.columns(['organisationId', 'articleId', 'version']).doNothing())
      .executeTakeFirst();
    return (added.numInsertedOrUpdatedRows ?? 0n) > 0n;
  }

  async addFeedback(organisationId: string, feedback: NewFeedback): Promise<void> {
    await this.#db
      .insertInto('kbFeedback')
      .values({ organisationId, ...feedback })
      .execute();
    await this.#db
      .deleteFrom('kbFeedback')
      .where('organisationId', '=', organisationId)
      .where('articleId', '=', feedback.articleId)
      .where('id', 'not in', (eb) =>
        eb
          .selectFrom('kbFeedback')
          .select('id')
          .where('organisationId', '=', organisationId)
          .where('articleId', '=', feedback.articleId)
          .orderBy('at', 'desc')
          .limit(FEEDBACK_KEPT),
      )
      .execute();
  }

  feedback(organisationId: string, articleId: string): Promise<KbFeedbackRow[]> {
    return this.#db
      .selectFrom('kbFeedback')
      .selectAll()
      .where('organisationId', '=', organisationId)
      .where('articleId', '=', articleId)
      .orderBy('at', 'desc')
      .limit(100)
      .execute();
  }

  /** How many said that an article helped, and that it did not. */
  async opinions(organisationId: string): Promise<Map<string, { helpful: number; notHelpful: number }>> {
    const rows = await this.#db
      .selectFrom('kbFeedback')
      .select((eb) => ['articleId', eb.fn.sum<number>('helpful').as('helpful'), eb.fn.countAll<number>().as('all')])
      .where('organisationId', '=', organisationId)
      .groupBy('articleId')
      .execute();
    return new Map(rows.map(({ articleId, helpful, all }) => [articleId, { helpful, notHelpful: all - helpful }]));
  }

  /** Adds to a day's count. */
  async count(organisationId: string, day: string, reader: KbReader, step: KbStep, articleId: string): Promise<void> {
    await this.#db
      .insertInto('kbCounts')
      .values({ organisationId, day, reader, step, articleId, count: 1 })
      .onConflict((conflict) =>
        conflict
          .columns(['organisationId', 'day', 'reader', 'step', 'articleId'])
          .doUpdateSet({ count: sql`kb_counts.count + 1` }),
      )
      .execute();
  }

  counts(organisationId: string, since: string): Promise<{ reader: KbReader; step: KbStep; articleId: string; count: number }[]> {
    return this.#db
      .selectFrom('kbCounts')
      .select((eb) => ['reader', 'step', 'articleId', eb.fn.sum<number>('count').as('count')])
      .where('organisationId', '=', organisationId)
      .where('day', '>=', since)
      .groupBy(['reader', 'step', 'articleId'])
      .execute();
  }
}

/** Written by `add` alone, from a text of this type. */
function stored({ organisationId: _, text, ...row }: KbVersionRow): StoredVersion {
  return { ...row, text: JSON.parse(text) as ArticleText };
}
