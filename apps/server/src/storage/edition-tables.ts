import type { EditionState } from '@alongside/protocol';
import type { Selectable } from 'kysely';

export type EditionKind = 'playbook' | 'questions';

export interface EditionTables {
  editions: EditionTable;
}

/** Each version of what a desk writes for itself; none is ever written over. */
interface EditionTable {
  organisationId: string;
  kind: EditionKind;
  /** Of the playbook; the questions are one. */
  itemId: string;
  version: number;
  state: EditionState;
  at: number;
  byId: string;
  byName: string;
  note: string;
  /** JSON of protocol's `playbookText` or `questionsText`. */
  text: string;
}

export type EditionRow = Selectable<EditionTable>;
