import type { MailKind } from '@alongside/protocol';
import type { Kysely } from 'kysely';
import type { MailRow } from './mail-tables.ts';
import type { Tables } from './tables.ts';
import { isTold, type Untold } from './untold-store.ts';

/** What is over and older goes, so that addresses do not stay for ever. */
const KEPT_MS = 90 * 24 * 60 * 60_000;
/** And of what is over, no more than this. */
const KEPT = 5000;
const OF_TICKET = 50;

/** What is over once a mail is kept. */
export interface MailInstead {
  readonly instead?: string;
  readonly tells?: Untold;
}

export class MailStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /**
   * `instead`: of what is held for this person, which goes in the same moment; `tells`: of what it is told by, which is told
   * with it. False where a mail with this id is there already.
   */
  add(organisationId: string, mail: Omit<MailRow, 'organisationId'>, { instead, tells }: MailInstead = {}): Promise<boolean> {
    return this.#db.transaction().execute(async (trx) => {
      if (instead !== undefined) {
        await trx.deleteFrom('heldNotices').where('organisationId', '=', organisationId).where('userId', '=', instead).execute();
      }
      if (tells !== undefined) await isTold(trx, organisationId, tells);
      const added = await trx
        .insertInto('mails')
        .values({ organisationId, ...mail })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .executeTakeFirst();
      const kept = trx
        .selectFrom('mails')
        .select('id')
        .where('organisationId', '=', organisationId)
        .where('at', '>', mail.at - KEPT_MS)
        .orderBy('at', 'desc')
        .limit(KEPT);
      await trx
        .deleteFrom('mails')
        .where('organisationId', '=', organisationId)
        .where('state', '!=', 'waiting')
        .where('id', 'not in', kept)
        .execute();
      return added.numInsertedOrUpdatedRows === 1n;
    });
  }

  async tried(
    organisationId: string,
    id: string,
    result: Pick<MailRow, 'state' | 'attempts' | 'nextAt' | 'error' | 'sealed'>,
  ): Promise<void> {
    await this.#db.updateTable('mails').set(result).where('organisationId', '=', organisationId).where('id', '=', id).execute();
  }

  /** One that failed waits anew; false where it did not, or somebody else was first. */
  async again(organisationId: string, id: string, now: number): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('mails')
      .set({ state: 'waiting', attempts: 0, nextAt: now, error: null })
      .where('organisationId', '=', organisationId)
      .where('id', '=', id)
      .where('state', '=', 'failed')
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  find(organisationId: string, id: string): Promise<MailRow | undefined> {
    return this.#mails(organisationId).where('id', '=', id).executeTakeFirst();
  }

  waiting(organisationId: string): Promise<MailRow[]> {
    return this.#mails(organisationId).where('state', '=', 'waiting').orderBy('at').execute();
  }

  newest(organisationId: string, limit: number): Promise<MailRow[]> {
    return this.#mails(organisationId).orderBy('at', 'desc').orderBy('id').limit(limit).execute();
  }

  ofTicket(organisationId: string, ticketId: string): Promise<MailRow[]> {
    return this.#mails(organisationId)
      .where('ticketId', '=', ticketId)
      .orderBy('at', 'desc')
      .orderBy('id')
      .limit(OF_TICKET)
      .execute();
  }

  async countWaiting(organisationId: string): Promise<number> {
    const { count } = await this.#counted(organisationId).where('state', '=', 'waiting').executeTakeFirstOrThrow();
    return count;
  }

  /** How many went to an address since then, or may yet: what was refused before its first try is none of them. */
  async countTo(organisationId: string, to: string, since: number): Promise<number> {
    const { count } = await this.#counted(organisationId)
      .where('toAddress', '=', to)
      .where('at', '>', since)
      .where((is) => is.or([is('state', '!=', 'failed'), is('attempts', '>', 0)]))
      .executeTakeFirstOrThrow();
    return count;
  }

  /** How many of a kind there were for an address since then, whatever became of them. */
  async countKind(organisationId: string, kind: MailKind, to: string, since: number): Promise<number> {
    const { count } = await this.#counted(organisationId)
      .where('kind', '=', kind)
      .where('toAddress', '=', to)
      .where('at', '>', since)
      .executeTakeFirstOrThrow();
    return count;
  }

  #counted(organisationId: string) {
    return this.#db
      .selectFrom('mails')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('organisationId', '=', organisationId);
  }

  #mails(organisationId: string) {
    return this.#db.selectFrom('mails').selectAll().where('organisationId', '=', organisationId);
  }
}
