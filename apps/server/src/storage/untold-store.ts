import { noticeOf, type TicketCase, ticketNewsOf, userMailOf } from '@alongside/desk';
import type { TicketEvent } from '@alongside/protocol';
import type { Kysely, Transaction } from 'kysely';
import type { UntoldRow } from './mail-tables.ts';
import type { Tables } from './tables.ts';

/** Which entry of which ticket, and who has not been told of it. */
export type Untold = Pick<UntoldRow, 'ticketId' | 'seq' | 'whom'>;

/**
 * Entries of logs that somebody is still to be told of: kept in the same step as the entry, and gone once that is done. So
 * nobody misses one when the server stops in between.
 */
export class UntoldStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** The oldest first. */
  list(organisationId: string): Promise<Untold[]> {
    return this.#db
      .selectFrom('untold')
      .select(['ticketId', 'seq', 'whom'])
      .where('organisationId', '=', organisationId)
      .orderBy('at')
      .orderBy('ticketId')
      .orderBy('seq')
      .execute();
  }

  async done(organisationId: string, untold: Untold): Promise<void> {
    await isTold(this.#db, organisationId, untold);
  }
}

/** In the step that writes the entry. */
export async function keepUntold(
  trx: Transaction<Tables>,
  organisationId: string,
  ticketId: string,
  event: TicketEvent,
  { before, after }: { readonly before: TicketCase | undefined; readonly after: TicketCase },
): Promise<void> {
  const { seq, at } = event;
  const whom: UntoldRow['whom'][] = [];
  if (userMailOf(event) !== undefined) whom.push('user');
  if (noticeOf(event, after) !== undefined) whom.push('desk');
  if (ticketNewsOf(event, before, after) !== undefined && (await hasWebhooks(trx, organisationId))) whom.push('webhooks');
  if (whom.length === 0) return;
  await trx
    .insertInto('untold')
    .values(whom.map((each) => ({ organisationId, ticketId, seq, whom: each, at })))
    .execute();
}

async function hasWebhooks(trx: Transaction<Tables>, organisationId: string): Promise<boolean> {
  const one = await trx.selectFrom('webhooks').select('id').where('organisationId', '=', organisationId).limit(1).execute();
  return one.length > 0;
}

/** In the step that keeps what tells it, where there is one. */
export async function isTold(db: Kysely<Tables>, organisationId: string, { ticketId, seq, whom }: Untold): Promise<void> {
  await db
    .deleteFrom('untold')
    .where('organisationId', '=', organisationId)
    .where('ticketId', '=', ticketId)
    .where('seq', '=', seq)
    .where('whom', '=', whom)
    .execute();
}
