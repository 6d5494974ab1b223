import { type Phase, shellPage } from '@alongside/protocol';
import { useFormats, useTexts, useWeekWords } from '@alongside/ui';
import { useAsk } from '../core/core-context.tsx';
import { GuardedDialog } from '../dialog/guarded-dialog.tsx';
import { WORDS } from '../dialog/words.ts';
import { keyOf } from '../texts/texts.ts';

export type StandingPhase = Extract<Phase, { phase: 'standing' }>;

/** What was chosen, read back: the same guard as any other question. */
export function StandingDialog({ phase }: { phase: StandingPhase }) {
  const { t } = useTexts();
  const formats = useFormats();
  const week = useWeekWords();
  const ask = useAsk();
  const { capabilities, days, hours, proposalId, proof, technician: name } = phase;
  const what = formats.list(capabilities.map((capability) => t(`capability.${keyOf(capability)}`)));
  return (
    <GuardedDialog
      dialogId={proposalId}
      told={phase}
      question={t('standing.ask.question', { name, count: days })}
      remainingMs={phase.remainingMs}
      moreTimeLeft={phase.moreTimeLeft}
      allowReady={phase.allowReady}
      denyText={t('dialog.deny')}
      allowText={t('standing.ask.allow', { name, count: days })}
      before={<p {...WORDS}>{t(`standing.proof.${proof}`, { name })}</p>}
      about={t('standing.ask.about', { name })}
      onAnswer={(allow) => void ask(shellPage.standingAnswer, { proposalId, allow })}
    >
      <p {...WORDS}>{t('standing.ask.what', { what })}</p>
      <p {...WORDS}>{hours === null ? t('standing.anyTime') : t('standing.at', { hours: week(hours) })}</p>
      {capabilities.includes('shell.run') ? <p {...WORDS}>{t('dialog.commands.words', { name })}</p> : null}
      <p {...WORDS}>{t('standing.ask.stop')}</p>
    </GuardedDialog>
  );
}
