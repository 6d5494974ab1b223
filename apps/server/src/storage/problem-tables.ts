import type { ProblemVerdict } from '@alongside/protocol';
import type { Selectable } from 'kysely';

/** Known problems: what became of each is its entries; which tickets have it is told by the tickets' own logs. */
export interface ProblemTables {
  problems: ProblemTable;
  problemEntries: ProblemEntryTable;
  problemLinks: ProblemLinkTable;
}

interface ProblemTable {
  id: string;
  organisationId: string;
  number: number;
}

interface ProblemEntryTable {
  organisationId: string;
  problemId: string;
  seq: number;
  at: number;
  /** Both null: the server by itself. */
  byId: string | null;
  byName: string | null;
  /** JSON of protocol's `problemEntry.body`. */
  body: string;
}

/** An index over `problem` entries of tickets' logs: the newest verdict of each pair. */
interface ProblemLinkTable {
  organisationId: string;
  problemId: string;
  ticketId: string;
  verdict: Exclude<ProblemVerdict, 'removed'>;
  at: number;
}

export type ProblemEntryRow = Selectable<ProblemEntryTable>;
