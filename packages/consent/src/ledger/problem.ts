/** What can be wrong with a ledger; the first one found is named. */
export type ProblemKind =
  /** Not JSON, or JSON that is something else. */
  | 'no-ledger'
  | 'too-large'
  /** The same data spelled in another way than the program writes it: spaces, order of keys, escapes, a line end. */
  | 'not-canonical'
  | 'altered'
  | 'missing'
  | 'duplicated'
  | 'reordered'
  /** Two different entries under one number, the second signed too. */
  | 'forked'
  | 'bad-signature'
  /** The keys are not those that the first entry names. */
  | 'wrong-key'
  /** Something of another session. */
  | 'another-session'
  /** The last entry has no signature of the agent. */
  | 'unsigned';

/** The part of the file that it is about. */
export type ProblemPart = 'file' | 'entry' | 'head' | 'content' | 'keys';

export interface LedgerProblem {
  readonly kind: ProblemKind;
  readonly part: ProblemPart;
  /** The entry that it is about, where it is about one. */
  readonly seq: number | null;
}
