import type { Selectable } from 'kysely';

/** What the developers were asked: what became of each issue is its entries. */
export interface DeveloperTables {
  developerIssues: DeveloperIssueTable;
  developerEntries: DeveloperEntryTable;
}

interface DeveloperIssueTable {
  id: string;
  organisationId: string;
  number: number;
  problemId: string | null;
}

interface DeveloperEntryTable {
  organisationId: string;
  issueId: string;
  seq: number;
  at: number;
  /** Both null: the server by itself. */
  byId: string | null;
  byName: string | null;
  /** JSON of protocol's `developerEntry.body`. */
  body: string;
}

export type DeveloperEntryRow = Selectable<DeveloperEntryTable>;
