import { type CannedReply, MAX_REPLIES, type ReplyText } from '@alongside/protocol';
import type { Kysely } from 'kysely';
import { changedMeanwhile } from './changed-meanwhile.ts';
import type { Tables } from './tables.ts';

const MAX_TAGS = 200;

/** Canned replies, and the tags that are in use. */
export class ReplyStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async list(organisationId: string): Promise<CannedReply[]> {
    const rows = await this.#db
      .selectFrom('cannedReplies')
      .selectAll()
      .where('organisationId', '=', organisationId)
      .orderBy('title')
      .orderBy('id')
      .limit(MAX_REPLIES)
      .execute();
    return rows.map(({ organisationId: _, changedBy: _by, ...reply }) => reply);
  }

  async create(organisationId: string, id: string, text: ReplyText, by: string): Promise<void> {
    await this.#db
      .insertInto('cannedReplies')
      .values({ ...text, id, organisationId, changedBy: by })
      .execute();
  }

  /**
   * Over the version that it has. False where there is none; throws `settings.changed` where somebody else has written it
   * since.
   */
  async write(organisationId: string, { id, version, ...text }: CannedReply, by: string): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('cannedReplies')
      .set({ ...text, version: version + 1, changedBy: by })
      .where('organisationId', '=', organisationId)
      .where('id', '=', id)
      .where('version', '=', version)
      .executeTakeFirst();
    if (numUpdatedRows > 0n) return true;
    const there = await this.#db
      .selectFrom('cannedReplies')
      .select('changedBy')
      .where('organisationId', '=', organisationId)
      .where('id', '=', id)
      .executeTakeFirst();
    if (there) throw changedMeanwhile(there.changedBy);
    return false;
  }

  async remove(organisationId: string, id: string): Promise<boolean> {
    const done = await this.#db
      .deleteFrom('cannedReplies')
      .where('organisationId', '=', organisationId)
      .where('id', '=', id)
      .executeTakeFirst();
    return done.numDeletedRows > 0n;
  }

  /** The most used first. */
  async tags(organisationId: string): Promise<string[]> {
    const rows = await this.#db
      .selectFrom('ticketTags')
      .select((eb) => ['tag', eb.fn.countAll<number>().as('count')])
      .where('organisationId', '=', organisationId)
      .groupBy('tag')
      .orderBy('count', 'desc')
      .orderBy('tag')
      .limit(MAX_TAGS)
      .execute();
    return rows.map(({ tag }) => tag);
  }
}
