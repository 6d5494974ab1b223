import { AppError } from '@alongside/base';
import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

export interface KeptHead {
  readonly sessionId: string;
  readonly seq: number;
  readonly hash: string;
  readonly agentJws: string;
  readonly technicianJws: string;
  readonly keptAt: number;
}

/** Ledger heads kept outside the user's machine (DESIGN 3.7): what was before them cannot be rewritten unseen. */
export class HeadStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Keeps a head for good. The same again changes nothing; another hash at the same place throws `ledger.invalid`. */
  async keep(organisationId: string, head: KeptHead): Promise<void> {
    await this.#db
      .insertInto('keptHeads')
      .values({ ...head, organisationId })
      .onConflict((conflict) => conflict.columns(['sessionId', 'seq']).doNothing())
      .execute();
    const kept = await this.#db
      .selectFrom('keptHeads')
      .select('hash')
      .where('organisationId', '=', organisationId)
      .where('sessionId', '=', head.sessionId)
      .where('seq', '=', head.seq)
      .executeTakeFirst();
    if (kept?.hash !== head.hash) {
      throw new AppError('ledger.invalid', 'another head was kept at this place of the ledger', { context: { seq: head.seq } });
    }
  }

  of(organisationId: string, sessionId: string): Promise<KeptHead[]> {
    return this.#db
      .selectFrom('keptHeads')
      .select(['sessionId', 'seq', 'hash', 'agentJws', 'technicianJws', 'keptAt'])
      .where('organisationId', '=', organisationId)
      .where('sessionId', '=', sessionId)
      .orderBy('seq')
      .execute();
  }
}
