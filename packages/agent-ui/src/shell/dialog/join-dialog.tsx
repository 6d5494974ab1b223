import { type JoinQuestion, shellPage, type TechnicianView } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { useBarWindow } from '../bar/bar-window-context.tsx';
import { useAsk } from '../core/core-context.tsx';
import { GuardQuestions } from './guard-questions.tsx';
import { GuardedDialog } from './guarded-dialog.tsx';
import { Standing } from './standing.tsx';
import { WORDS } from './words.ts';

export interface JoinDialogProps {
  readonly join: JoinQuestion;
  /** The one that would begin. */
  readonly sessionId: string;
  readonly number: number;
  readonly technician: TechnicianView;
  /** Who helps already: then it is to stay and watch. */
  readonly helper?: string;
}

/** The first question: may this technician join? Nothing is seen by that. */
export function JoinDialog({ join, sessionId, number, technician, helper }: JoinDialogProps) {
  const { t } = useTexts();
  const ask = useAsk();
  const bar = useBarWindow();
  const { guard } = join;
  const { name, organisation } = technician;
  const key = helper === undefined ? 'join' : 'watch';
  const gaps = { name, organisation, number, helper: helper ?? '' };
  const answer = (accept: boolean) => {
    // Within the click, which alone lets a page open a window on top.
    if (accept) bar.open();
    void ask(shellPage.joinDecide, { sessionId, accept });
  };
  if (guard !== undefined && guard.question !== null) {
    const wants = t(`guard.wants.${key}`, gaps);
    return <GuardQuestions sessionId={sessionId} technician={technician} guard={guard} question={guard.question} wants={wants} />;
  }
  return (
    <GuardedDialog
      sessionId={null}
      dialogId={sessionId}
      told={join}
      question={t(`dialog.${key}.question`, gaps)}
      remainingMs={join.remainingMs}
      moreTimeLeft={join.moreTimeLeft}
      allowReady={join.allowReady}
      denyText={t(`dialog.${key}.deny`)}
      allowText={t(`dialog.${key}.allow`, gaps)}
      before={<Standing technician={technician} />}
      about={t(`dialog.${key}.about`, gaps)}
      guarded={guard !== undefined}
      onAnswer={answer}
    >
      <p {...WORDS}>{t(`dialog.${key}.words`, gaps)}</p>
    </GuardedDialog>
  );
}
