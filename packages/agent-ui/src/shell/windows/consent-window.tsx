import type { ChatMessage } from '@alongside/protocol';
import { useCore, useObservable } from '../core/core-context.tsx';
import { FailureNote } from '../parts/failure-note.tsx';
import { Foot } from '../parts/foot.tsx';
import { Page } from '../parts/page.tsx';
import { SaidBeside, useUnseen } from '../parts/said-beside.tsx';
import { Join } from '../phases/join.tsx';
import { questionOf } from '../session/question.tsx';
import { StandingDialog } from '../standing/standing-dialog.tsx';

const NOTHING_SAID: readonly ChatMessage[] = [];

/** The window that the host shows while the user is asked something: the question, and nothing else. */
export function ConsentWindow() {
  const { client } = useCore();
  const view = useObservable(client.view);
  const session = view?.phase.phase === 'session' ? view.phase.session : undefined;
  const question = session === undefined ? null : questionOf(session);
  const unseen = useUnseen(session?.chat ?? NOTHING_SAID, question !== null);
  if (view?.phase.phase === 'join') return <Join view={view} phase={view.phase} />;
  if (view?.phase.phase === 'standing') {
    return (
      <Page dialog foot={<Foot view={view} />}>
        <FailureNote />
        <StandingDialog key={view.phase.proposalId} phase={view.phase} />
      </Page>
    );
  }
  if (view === undefined || question === null) return null;
  return (
    <Page dialog beside={<SaidBeside messages={unseen} />} foot={<Foot view={view} />}>
      <FailureNote />
      {question}
    </Page>
  );
}
