import type { KeptPackage, VendorRecord } from '@alongside/protocol';
import type { Kysely } from 'kysely';
import { changedMeanwhile } from './changed-meanwhile.ts';
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

  async create(organisationId: string, vendor: Omit<VendorRecord, 'version'>, by: string): Promise<void> {
    await this.#db
      .insertInto('vendors')
      .values({ ...vendor, organisationId, changedBy: by })
      .execute();
  }

  /**
   * Over the version that it has. False where there is none; throws `settings.changed` where somebody else has written it
   * since.
   */
  async write(organisationId: string, { id, version, ...parts }: VendorRecord, by: string): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('vendors')
      .set({ ...parts, version: version + 1, changedBy: by })
      .where('organisationId', '=', organisationId)
      .where('id', '=', id)
      .where('version', '=', version)
      .executeTakeFirst();
    if (numUpdatedRows > 0n) return true;
    const there = await this.#db
      .selectFrom('vendors')
      .select('changedBy')
      .where('organisationId', '=', organisationId)
      .where('id', '=', id)
      .executeTakeFirst();
    if (there) throw changedMeanwhile(there.changedBy);
    return false;
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
      .select(['id', 'name', 'contacts', 'contract', 'portal', 'answerWithinHours', 'version'])
      .where('organisationId', '=', organisationId);
  }
}
