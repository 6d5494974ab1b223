import { type ActionPreview, type AskView, shellPage, type TechnicianView } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { useState } from 'react';
import { useBarWindow } from '../bar/bar-window-context.tsx';
import { useAsk } from '../core/core-context.tsx';
import { learned, useActionGaps } from '../session/action-gaps.ts';
import { AskedBy } from './asked-by.tsx';
import { GuardedDialog } from './guarded-dialog.tsx';
import { hashWords, WORDS } from './words.ts';

/** As many of what is concerned are named; the others are counted. */
const NAMED = 3;

export interface ActionDialogProps {
  readonly sessionId: string;
  readonly ask: AskView;
  readonly action: ActionPreview;
  readonly number: number;
  readonly technician: TechnicianView;
}

/** One action, done once: what it does, to what, and what the technician learns of it. No choice of a time. */
export function ActionDialog({ sessionId, ask, action, number, technician }: ActionDialogProps) {
  const { t } = useTexts();
  const tell = useAsk();
  const bar = useBarWindow();
  const formats = useFormats();
  const [answered, setAnswered] = useState(false);
  const { name } = technician;
  const { action: kind } = action.request;
  const gaps = { name, ...useActionGaps(action) };

  const answer = async (allow: boolean, words: string) => {
    if (answered) return;
    setAnswered(true);
    if (allow) bar.open();
    const wordsHash = await hashWords(words);
    await tell(shellPage.consentAnswer, { sessionId, askId: ask.askId, allow, durationMs: ask.durationMs, wordsHash });
    // An answer that the core does not take (the words changed just then) leaves the question open.
    setAnswered(false);
  };
  return (
    <GuardedDialog
      sessionId={sessionId}
      dialogId={ask.askId}
      told={ask}
      question={t(`dialog.action.${kind}.question`, gaps)}
      remainingMs={ask.remainingMs}
      moreTimeLeft={ask.moreTimeLeft}
      allowReady={ask.allowReady && !answered}
      waitingBehind={ask.waitingBehind}
      denyText={t('dialog.deny')}
      allowText={action.steps === null ? t(`dialog.action.${kind}.allow`, gaps) : t('dialog.action.showHow')}
      before={<AskedBy technician={technician} number={number} reason={ask.reason} />}
      about={t('dialog.action.about', gaps)}
      guarded={ask.guarded === true}
      onAnswer={(allow, words) => void answer(allow, words)}
    >
      <p {...WORDS}>{t(`dialog.action.${kind}.words`, gaps)}</p>
      {kind === 'startup-off' || kind === 'startup-on' ? null : <Concerned action={action} />}
      {kind === 'apply-updates' ? (
        <p {...WORDS}>{t(action.prompt ? 'dialog.action.prompt' : 'dialog.action.byHand', gaps)}</p>
      ) : null}
      <p {...WORDS}>
        {t(`dialog.action.learns.${learned(action)}`, gaps)}{' '}
        {t('dialog.action.once', { duration: formats.duration(ask.durationMs) })}
      </p>
    </GuardedDialog>
  );
}

/** On one line: the answers must stay in sight. */
function Concerned({ action: { items, count } }: { action: ActionPreview }) {
  const { t } = useTexts();
  if (items.length === 0) return null;
  const named = items.slice(0, NAMED).join(', ');
  const others = count - Math.min(items.length, NAMED);
  return <p {...WORDS}>{others > 0 ? t('dialog.action.more', { items: named, count: others }) : named}</p>;
}
