import { type HandoverManifest, handoverManifest } from '@alongside/protocol';
import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** What handovers carried: written once under its hash, never changed. */
export class HandoverStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** The same again is the same row. */
  async keep(
    organisationId: string,
    made: { sha256: string; ticketId: string; madeAt: number; manifest: string },
  ): Promise<void> {
    await this.#db
      .insertInto('handoverPackages')
      .values({ ...made, organisationId })
      .onConflict((c) => c.doNothing())
      .execute();
  }

  /** As it was kept: its text is what the hash is of. */
  async find(organisationId: string, sha256: string): Promise<{ text: string; manifest: HandoverManifest } | undefined> {
    const row = await this.#db
      .selectFrom('handoverPackages')
      .select('manifest')
      .where('organisationId', '=', organisationId)
      .where('sha256', '=', sha256)
      .executeTakeFirst();
    return row && { text: row.manifest, manifest: handoverManifest.parse(JSON.parse(row.manifest)) };
  }
}
