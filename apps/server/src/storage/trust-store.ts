import type { Kysely } from 'kysely';
import type { CertificateRow, Tables, TrustDocumentRow } from './tables.ts';

/** What the organisation's own keys signed. The server keeps and carries it; those who rely on it verify it themselves. */
export class TrustStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  certificates(organisationId: string): Promise<CertificateRow[]> {
    return this.#db.selectFrom('certificates').selectAll().where('organisationId', '=', organisationId).execute();
  }

  documents(organisationId: string): Promise<TrustDocumentRow[]> {
    return this.#db.selectFrom('trustDocuments').selectAll().where('organisationId', '=', organisationId).execute();
  }

  /** In the place of an earlier one by the same issuer for the same key. */
  async keepCertificate(row: CertificateRow): Promise<void> {
    const { name, serial, validFrom, validUntil, jws, addedAt } = row;
    await this.#db
      .insertInto('certificates')
      .values(row)
      .onConflict((conflict) =>
        conflict
          .columns(['organisationId', 'kind', 'hash', 'issuer', 'key'])
          .doUpdateSet({ name, serial, validFrom, validUntil, jws, addedAt }),
      )
      .execute();
  }

  async keepDocument(row: TrustDocumentRow): Promise<void> {
    const { number, signedAt, admin, document, addedAt } = row;
    await this.#db
      .insertInto('trustDocuments')
      .values(row)
      .onConflict((conflict) =>
        conflict.columns(['organisationId', 'kind', 'hash']).doUpdateSet({ number, signedAt, admin, document, addedAt }),
      )
      .execute();
  }

  /** Everything of one organisation key. */
  async forget(organisationId: string, hash: string): Promise<void> {
    for (const table of ['certificates', 'trustDocuments'] as const) {
      await this.#db.deleteFrom(table).where('organisationId', '=', organisationId).where('hash', '=', hash).execute();
    }
  }
}
