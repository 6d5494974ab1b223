import type { TicketEvent } from '@alongside/protocol';
import type { Kysely, Transaction } from 'kysely';
import type { Tables } from './tables.ts';

/** Writes what people said of a ticket and known problems, in the transaction of its log. */
export async function writeProblemLinks(
  db: Kysely<Tables> | Transaction<Tables>,
  organisationId: string,
  ticketId: string,
  entries: readonly TicketEvent[],
): Promise<void> {
  for (const { at, body } of entries) {
    if (body.type !== 'problem') continue;
    const { problemId } = body.problem;
    await db
      .deleteFrom('problemLinks')
      .where('organisationId', '=', organisationId)
      .where('problemId', '=', problemId)
      .where('ticketId', '=', ticketId)
      .execute();
    if (body.verdict === 'removed') continue;
    const row = { organisationId, problemId, ticketId, verdict: body.verdict, at };
    await db.insertInto('problemLinks').values(row).execute();
  }
}
