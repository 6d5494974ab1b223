import type { KeptPackage, VendorRecord } from '@alongside/protocol';
import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** Records of vendors, and packages under their hashes. */
export class VendorStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  list(organisationId: string): Promise<VendorRecord[]> {
    return this.#vendors(organisationId).orderBy('name').execute();
  }

  find(organisationId: string, id: string): Promise<VendorRecord | undefined> {
    return this.#vendors(organisationId).where('id', '=', id).executeTakeFirst();
  }

  async write(organisationId: string, vendor: VendorRecord): Promise<void> {
    const { id: _, ...parts } = vendor;
    await this.#db
      .insertInto('vendors')
      .values({ ...vendor, organisationId })
      .onConflict((c) => c.column('id').doUpdateSet(parts).where('vendors.organisationId', '=', organisationId))
      .execute();
  }

  /** False where there is none. */
  async remove(organisationId: string, id: string): Promise<boolean> {
    const gone = await this.#db
      .deleteFrom('vendors')
      .where('organisationId', '=', organisationId)
      .where('id', '=', id)
      .executeTakeFirst();
    return gone.numDeletedRows > 0n;
  }

  /** The same again is the same row. */
  async keep(organisationId: string, made: KeptPackage & { ticketId: string; madeAt: number }): Promise<void> {
    await this.#db
      .insertInto('vendorPackages')
      .values({ ...made, organisationId })
      .onConflict((c) => c.doNothing())
      .execute();
  }

  kept(organisationId: string, sha256: string): Promise<KeptPackage | undefined> {
    return this.#db
      .selectFrom('vendorPackages')
      .select(['sha256', 'text'])
      .where('organisationId', '=', organisationId)
      .where('sha256', '=', sha256)
      .executeTakeFirst();
  }

  #vendors(organisationId: string) {
    return this.#db
      .selectFrom('vendors')
      .select(['id', 'name', 'contacts', 'contract', 'portal', 'answerWithinHours'])
      .where('organisationId', '=', organisationId);
  }
}
