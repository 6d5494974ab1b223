import type { KbReader, KbStep } from '@alongside/protocol';
import type { Selectable } from 'kysely';

/** The articles that an organisation writes, and what became of those that were read. */
export interface KbTables {
  kbVersions: KbVersionTable;
  kbFeedback: KbFeedbackTable;
  kbCounts: KbCountTable;
}

/** Each version of an article; the newest is what it says. What came with the program has a row once it is written anew. */
interface KbVersionTable {
  organisationId: string;
  articleId: string;
  version: number;
  at: number;
  byId: string;
  byName: string;
  note: string;
  /** The ticket that it was learnt from. */
  ticketId: string | null;
  /** JSON of protocol's `articleText`. */
  text: string;
}

/** Whether an article helped; nobody is named. */
interface KbFeedbackTable {
  id: string;
  organisationId: string;
  articleId: string;
  version: number;
  at: number;
  reader: KbReader;
  helpful: number;
  reason: string;
}

/** How often a step was taken on a day. No search and no person is kept. */
interface KbCountTable {
  organisationId: string;
  /** `2026-11-29`, UTC. */
  day: string;
  reader: KbReader;
  step: KbStep;
  /** Empty where it was no article's. */
  articleId: string;
  count: number;
}

export type KbVersionRow = Selectable<KbVersionTable>;
export type KbFeedbackRow = Selectable<KbFeedbackTable>;
