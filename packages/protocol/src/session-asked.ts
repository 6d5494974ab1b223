import type { AskView, SessionView, TechnicianView, WatcherView, WordsView } from './agent-view.ts';

interface AskedBy {
  /** Of whoever asks. */
  readonly sessionId: string;
  readonly technician: TechnicianView;
  /** Whoever helps, where somebody else asks, who watches them. */
  readonly helper?: string;
}

export type JoinQuestion = NonNullable<WatcherView['join']>;

/** What the user is asked in a session, by one of those who are in it. */
export type Asked =
  | { readonly kind: 'review'; readonly review: NonNullable<SessionView['review']> }
  | ({ readonly kind: 'words'; readonly words: WordsView } & AskedBy)
  | ({ readonly kind: 'ask'; readonly ask: AskView } & AskedBy)
  | ({ readonly kind: 'join'; readonly join: JoinQuestion } & AskedBy);

/** The one question that is drawn, whatever else waits: of whoever helps first, then of whoever watches. */
export function askedIn(session: SessionView): Asked | null {
  const { review, watcher } = session;
  if (review !== null) return { kind: 'review', review };
  const asked = askedBy(session);
  if (asked !== null || watcher === undefined) return asked;
  const { sessionId, technician, join } = watcher;
  const helper = session.technician.name;
  if (join !== null) return { kind: 'join', join, sessionId, technician, helper };
  return askedBy(watcher, helper);
}

function askedBy({ sessionId, technician, words, ask }: SessionView | WatcherView, helper?: string): Asked | null {
  const by = { sessionId, technician, ...(helper === undefined ? {} : { helper }) };
  if (words !== null) return { kind: 'words', words, ...by };
  return ask === null ? null : { kind: 'ask', ask, ...by };
}

/** Whether anybody in the session may do or see anything now. */
export function isAnythingAllowed({ lights, watcher }: Pick<SessionView, 'lights' | 'watcher'>): boolean {
  return lights.length > 0 || (watcher !== undefined && watcher.light !== null);
}
