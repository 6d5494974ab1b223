import { type Phase, shellPage } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { useBarWindow } from '../bar/bar-window-context.tsx';
import { useAsk } from '../core/core-context.tsx';
import { GuardQuestions } from './guard-questions.tsx';
import { GuardedDialog } from './guarded-dialog.tsx';
import { Standing } from './standing.tsx';
import { WORDS } from './words.ts';

/** The first question: may this technician join? Nothing is seen by that. */
export function JoinDialog({ phase }: { phase: Extract<Phase, { phase: 'join' }> }) {
  const { t } = useTexts();
  const ask = useAsk();
  const bar = useBarWindow();
  const { number, sessionId, technician, guard } = phase;
  const { name, organisation } = technician;
  const answer = (accept: boolean) => {
    // Within the click, which alone lets a page open a window on top.
    if (accept) bar.open();
    void ask(shellPage.joinDecide, { sessionId, accept });
  };
  if (guard !== undefined && guard.question !== null) {
    return <GuardQuestions phase={phase} guard={guard} question={guard.question} />;
  }
  return (
    <GuardedDialog
      sessionId={null}
      dialogId={sessionId}
      told={phase}
      question={t('dialog.join.question', { name })}
      remainingMs={phase.remainingMs}
      moreTimeLeft={phase.moreTimeLeft}
      allowReady={phase.allowReady}
      denyText={t('dialog.join.deny')}
      allowText={t('dialog.join.allow', { name })}
      before={<Standing technician={technician} />}
      about={t('dialog.join.about', { name })}
      guarded={guard !== undefined}
      onAnswer={answer}
    >
      <p {...WORDS}>{t('dialog.join.words', { name, organisation, number })}</p>
    </GuardedDialog>
  );
}
