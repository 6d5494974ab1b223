import { type Asked, askedIn, type SessionView } from '@alongside/protocol';
import type { ReactNode } from 'react';
import { ActionDialog } from '../dialog/action-dialog.tsx';
import { ConsentDialog } from '../dialog/consent-dialog.tsx';
import { JoinDialog } from '../dialog/join-dialog.tsx';
import { WordsDialog } from '../dialog/words-dialog.tsx';
import { ReviewDialog } from './review-dialog.tsx';

/**
 * What the user is asked now, one thing at a time; null where nothing is. Whoever asks chooses the question's number, so its
 * dialog is known by the session too: another's of the same number is another dialog, and is read anew.
 */
export function questionOf(session: SessionView): ReactNode {
  const asked = askedIn(session);
  if (asked === null) return null;
  const { number } = session;
  switch (asked.kind) {
    case 'review':
      return <ReviewDialog session={session} review={asked.review} />;
    case 'words':
      return <WordsDialog key={`${asked.sessionId} ${asked.words.comparisonId}`} {...asked} />;
    case 'join':
      return <JoinDialog key={asked.sessionId} number={number} {...asked} />;
    case 'ask':
      return <AskDialog key={`${asked.sessionId} ${asked.ask.askId}`} number={number} {...asked} />;
  }
}

function AskDialog(props: Extract<Asked, { kind: 'ask' }> & { readonly number: number }) {
  const { action, capability } = props.ask;
  if (action !== null && capability === 'actions.run') return <ActionDialog action={action} {...props} />;
  return <ConsentDialog {...props} />;
}
