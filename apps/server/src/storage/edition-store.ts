import { MAX_EDITIONS, type PlaybookText, type QuestionsText } from '@alongside/protocol';
import type { Kysely } from 'kysely';
import type { EditionKind, EditionRow } from './edition-tables.ts';
import type { Tables } from './tables.ts';

export interface EditionTexts {
  readonly playbook: PlaybookText;
  readonly questions: QuestionsText;
}
export interface StoredEdition<K extends EditionKind> extends Omit<EditionRow, 'organisationId' | 'kind' | 'text'> {
  readonly text: EditionTexts[K];
}

/** Versions of playbooks and of the questions, as a desk writes them. */
export class EditionStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Newest first. */
  async versions<K extends EditionKind>(organisationId: string, kind: K, itemId: string): Promise<StoredEdition<K>[]> {
    const rows = await this.#of(organisationId, kind)
      .where('itemId', '=', itemId)
      .orderBy('version', 'desc')
      .limit(MAX_EDITIONS)
      .execute();
    return rows.map((row) => stored<K>(row));
  }

  /** Of each item the newest version, and the newest that is no draft. */
  async heads<K extends EditionKind>(organisationId: string, kind: K): Promise<StoredEdition<K>[]> {
    const rows = await this.#of(organisationId, kind)
      .where((eb) => {
        const newest = eb
          .selectFrom('editions as other')
          .select((select) => select.fn.max('other.version').as('newest'))
          .whereRef('other.organisationId', '=', 'edition.organisationId')
          .whereRef('other.kind', '=', 'edition.kind')
          .whereRef('other.itemId', '=', 'edition.itemId');
        return eb.or([eb('version', '=', newest), eb('version', '=', newest.where('other.state', '!=', 'draft'))]);
      })
      .execute();
    return rows.map((row) => stored<K>(row));
  }

  async find<K extends EditionKind>(
    organisationId: string,
    kind: K,
    itemId: string,
    version: number,
  ): Promise<StoredEdition<K> | undefined> {
    const row = await this.#of(organisationId, kind)
      .where('itemId', '=', itemId)
      .where('version', '=', version)
      .executeTakeFirst();
    return row && stored<K>(row);
  }

  /** False where somebody else wrote this version meanwhile: nothing is kept then. */
  async add<K extends EditionKind>(organisationId: string, kind: K, { text, ...edition }: StoredEdition<K>): Promise<boolean> {
    const added = await this.#db
      .insertInto('editions')
      .values({ organisationId, kind, ...edition, text: JSON.stringify(text) })
      .onConflict((conflict) => conflict.columns(['organisationId', 'kind', 'itemId', 'version']).doNothing())
      .executeTakeFirst();
    return (added.numInsertedOrUpdatedRows ?? 0n) > 0n;
  }

  #of(organisationId: string, kind: EditionKind) {
    return this.#db
      .selectFrom('editions as edition')
      .selectAll()
      .where('organisationId', '=', organisationId)
      .where('kind', '=', kind);
  }
}

/** Written by `add` alone, from a text of this kind. */
function stored<K extends EditionKind>({ organisationId: _o, kind: _k, text, ...row }: EditionRow): StoredEdition<K> {
  return { ...row, text: JSON.parse(text) as EditionTexts[K] };
}
