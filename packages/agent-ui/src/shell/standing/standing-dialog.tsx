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
  const words = useHolderWords(phase);
  const { capabilities, hours, proposalId } = phase;
  const what = formats.list(capabilities.map((capability) => t(`capability.${keyOf(capability)}`)));
  return (
    <GuardedDialog
      sessionId={null}
      dialogId={proposalId}
      told={phase}
      question={words.question}
      remainingMs={phase.remainingMs}
      moreTimeLeft={phase.moreTimeLeft}
      allowReady={phase.allowReady}
      denyText={t('dialog.deny')}
      allowText={words.allow}
      before={<p {...WORDS}>{words.who}</p>}
      about={words.about}
      onAnswer={(allow) => void ask(shellPage.standingAnswer, { proposalId, allow })}
    >
      <p {...WORDS}>{t('standing.ask.what', { what })}</p>
      <p {...WORDS}>{hours === null ? t('standing.anyTime') : t('standing.at', { hours: week(hours) })}</p>
      {capabilities.includes('shell.run') ? <p {...WORDS}>{words.commands}</p> : null}
      <p {...WORDS}>{words.stop}</p>
    </GuardedDialog>
  );
}

/** One person, by how this computer knows them; or a group, of which it is said that one does not know everybody. */
function useHolderWords({ technician: name, proof, group, days: count }: StandingPhase) {
  const { t } = useTexts();
  if (group === null) {
    return {
      who: t(`standing.proof.${proof}`, { name }),
      question: t('standing.ask.question', { name, count }),
      allow: t('standing.ask.allow', { name, count }),
      commands: t('dialog.commands.words', { name }),
      stop: t('standing.ask.stop'),
      about: t('standing.ask.about', { name }),
    };
  }
  const gaps = { group: group.name, organisation: group.organisation || t('rules.yourOrganisation'), count };
  return {
    who: t('standing.askGroup.who', gaps),
    question: t('standing.askGroup.question', gaps),
    allow: t('standing.askGroup.allow', gaps),
    commands: t('standing.askGroup.commands'),
    stop: t('standing.askGroup.stop'),
    about: t('standing.askGroup.about', gaps),
  };
}
