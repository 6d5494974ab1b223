import { LinkTroubleState, useTexts } from '@alongside/ui';
import { useObservable } from '../shared/use-observable.ts';
import type { ClaimedTicket } from './claimed-ticket.ts';
import { troubleOf } from './session-view.ts';

/** Why the two computers do not reach each other and what to open; nothing where they do. */
export function StageTrouble({ session }: { session: ClaimedTicket }) {
  const { t } = useTexts();
  const stage = useObservable(session.stage);
  const trouble = troubleOf(stage);
  if (trouble === undefined) return null;
  const safe = t(stage.stage === 'lost' ? 'stage.trouble.lost' : 'stage.trouble.ended', { name: session.userName });
  return <LinkTroubleState trouble={trouble} name={session.userName} safe={safe} />;
}
