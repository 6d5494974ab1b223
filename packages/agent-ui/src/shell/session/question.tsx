import type { SessionView } from '@alongside/protocol';
import type { ReactNode } from 'react';
import { ActionDialog } from '../dialog/action-dialog.tsx';
import { ConsentDialog } from '../dialog/consent-dialog.tsx';
import { WordsDialog } from '../dialog/words-dialog.tsx';
import { ReviewDialog } from './review-dialog.tsx';

/** What the user is asked now, one thing at a time; null where nothing is. */
export function questionOf(session: SessionView): ReactNode {
  const { sessionId, ask, review, number, technician, words } = session;
  if (review !== null) return <ReviewDialog session={session} review={review} />;
  const of = { sessionId, technician };
  if (words !== null) return <WordsDialog key={words.comparisonId} words={words} {...of} />;
  if (ask === null) return null;
  const { action } = ask;
  if (action !== null && ask.capability === 'actions.run') {
    return <ActionDialog key={ask.askId} ask={ask} action={action} number={number} {...of} />;
  }
  return <ConsentDialog key={ask.askId} ask={ask} number={number} {...of} />;
}
