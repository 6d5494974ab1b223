import { type DeveloperEntry, type DeveloperEntryBody, developerEntry } from '@alongside/protocol';
import type { Kysely } from 'kysely';
import type { DeveloperEntryRow } from './developer-tables.ts';
import type { Tables } from './tables.ts';

export interface StoredIssue {
  readonly id: string;
  readonly number: number;
  readonly problemId: string | null;
  readonly entries: readonly DeveloperEntry[];
}

export class DeveloperStore {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Under the organisation's next number of issues, with its first entries. */
  create(organisationId: string, { id, problemId, entries }: Omit<StoredIssue, 'number'>): Promise<StoredIssue> {
    return this.#db.transaction().execute(async (trx) => {
      const { last } = await trx
        .selectFrom('developerIssues')
        .select((eb) => eb.fn.max('number').as('last'))
        .where('organisationId', '=', organisationId)
        .executeTakeFirstOrThrow();
      const number = (last ?? 0) + 1;
      await trx.insertInto('developerIssues').values({ id, organisationId, number, problemId }).execute();
      await trx
        .insertInto('developerEntries')
        .values(entries.map((entry) => rowOf(organisationId, id, entry)))
        .execute();
      return { id, number, problemId, entries };
    });
  }

  async append(organisationId: string, issueId: string, entry: DeveloperEntry): Promise<void> {
    await this.#db
      .insertInto('developerEntries')
      .values(rowOf(organisationId, issueId, entry))
      .execute();
  }

  /** With all that happened to it. */
  async find(organisationId: string, id: string): Promise<StoredIssue | undefined> {
    const issue = await this.#issues(organisationId).where('id', '=', id).executeTakeFirst();
    return issue && (await this.#withEntries(organisationId, issue));
  }

  /** Of a known problem, the newest first. */
  async ofProblem(organisationId: string, problemId: string, limit: number): Promise<StoredIssue[]> {
    const issues = await this.#issues(organisationId)
      .where('problemId', '=', problemId)
      .orderBy('number', 'desc')
      .limit(limit)
      .execute();
    return Promise.all(issues.map((issue) => this.#withEntries(organisationId, issue)));
  }

  #issues(organisationId: string) {
    return this.#db
      .selectFrom('developerIssues')
      .select(['id', 'number', 'problemId'])
      .where('organisationId', '=', organisationId);
  }

  async #withEntries(organisationId: string, issue: Omit<StoredIssue, 'entries'>): Promise<StoredIssue> {
    const rows = await this.#db
      .selectFrom('developerEntries')
      .selectAll()
      .where('organisationId', '=', organisationId)
      .where('issueId', '=', issue.id)
      .orderBy('seq')
      .execute();
    return { ...issue, entries: rows.map(entryOf) };
  }
}

function rowOf(organisationId: string, issueId: string, entry: DeveloperEntry): DeveloperEntryRow {
  // What could not be read again is not written.
  const { seq, at, by, body } = developerEntry.parse(entry);
  const [byId, byName] = by ? [by.id, by.name] : [null, null];
  return { organisationId, issueId, seq, at, byId, byName, body: JSON.stringify(body) };
}

function entryOf({ seq, at, byId, byName, body }: DeveloperEntryRow): DeveloperEntry {
  // Written by `rowOf` alone, from a body of this type.
  const read = JSON.parse(body) as DeveloperEntryBody;
  return { seq, at, by: byId === null ? null : { id: byId, name: byName ?? '' }, body: read };
}
