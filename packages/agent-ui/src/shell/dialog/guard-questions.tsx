import { type GuardQuestion, type Phase, shellPage } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Button, Text } from '@mantine/core';
import { useEffect, useId, useState } from 'react';
import { useAsk } from '../core/core-context.tsx';
import { playChime } from './chime.ts';
import classes from './dialog.module.css';
import { SomethingWrong } from './something-wrong.tsx';

type JoinPhase = Extract<Phase, { phase: 'join' }>;

/** A press sooner than this after a question came up was meant for the one before. */
const ANSWER_AFTER_MS = 1_000;

export interface GuardQuestionsProps {
  readonly phase: JoinPhase;
  readonly guard: NonNullable<JoinPhase['guard']>;
  readonly question: GuardQuestion;
}

/** Plain questions before the join, where it comes about as scams do. The answer that ends it stands first. */
export function GuardQuestions({ phase, guard, question }: GuardQuestionsProps) {
  const { t } = useTexts();
  const formats = useFormats();
  const ask = useAsk();
  const ids = useId();
  const { sessionId, technician } = phase;
  const { name, organisation } = technician;
  const [ready, setReady] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each question starts the time anew
  useEffect(() => {
    setReady(false);
    const timer = setTimeout(() => setReady(true), ANSWER_AFTER_MS);
    return () => clearTimeout(timer);
  }, [sessionId, question]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another technician is another chime
  useEffect(playChime, [sessionId]);
  const answer = (yes: boolean) => void ask(shellPage.guardAnswer, { sessionId, question, yes });
  const tools = formats.list(guard.tools);
  return (
    <div role="alertdialog" aria-labelledby={`${ids}-question`} aria-describedby={`${ids}-why`} className={classes.dialog}>
      <p className={classes.who}>{t('guard.wants', { name, organisation })}</p>
      <div id={`${ids}-why`}>
        {guard.reasons.map((reason) => (
          <p key={reason}>{t(`guard.reason.${reason}`, { name, tools })}</p>
        ))}
      </div>
      <Text component="h1" id={`${ids}-question`} fz="h2" fw={620} lh={1.3}>
        {t(`guard.${question}.question`)}
      </Text>
      <p>{t(`guard.${question}.text`, { organisation })}</p>
      <div className={classes.answers}>
        <Button variant="default" className={classes.answer ?? ''} onClick={() => answer(true)}>
          <span>{t(`guard.${question}.yes`)}</span>
        </Button>
        <Button variant="default" className={classes.answer ?? ''} disabled={!ready} onClick={() => answer(false)}>
          <span>{t(`guard.${question}.no`)}</span>
        </Button>
      </div>
      <div className={classes.links}>
        <SomethingWrong />
      </div>
    </div>
  );
}
