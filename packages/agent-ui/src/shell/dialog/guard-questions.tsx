import { type GuardQuestion, type JoinQuestion, shellPage, type TechnicianView } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Button, Text, VisuallyHidden } from '@mantine/core';
import { useEffect, useId, useRef, useState } from 'react';
import { useAsk } from '../core/core-context.tsx';
import { playChime } from './chime.ts';
import classes from './dialog.module.css';
import { SomethingWrong } from './something-wrong.tsx';
import { useSafeFocus } from './use-safe-focus.ts';

/** A press sooner than this after a question came up was meant for the one before. */
const ANSWER_AFTER_MS = 1_000;

export interface GuardQuestionsProps {
  readonly sessionId: string;
  readonly technician: TechnicianView;
  readonly guard: NonNullable<JoinQuestion['guard']>;
  readonly question: GuardQuestion;
  /** Who says to be whom, and what they want. */
  readonly wants: string;
}

/** Plain questions before the join, where it comes about as scams do. The answer that ends it stands first. */
export function GuardQuestions({ sessionId, technician, guard, question, wants }: GuardQuestionsProps) {
  const { t } = useTexts();
  const formats = useFormats();
  const ask = useAsk();
  const ids = useId();
  const { name, organisation } = technician;
  const [ready, setReady] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  // Neither answer has it: each is given once, and each question is read out by its own.
  const focusStayed = useSafeFocus(heading, `${sessionId} ${question}`);
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
    <div
      role="alertdialog"
      aria-labelledby={`${ids}-question`}
      aria-describedby={`${ids}-who ${ids}-why ${ids}-text`}
      className={classes.dialog}
    >
      <VisuallyHidden role="alert">{focusStayed ? t(`guard.${question}.question`) : ''}</VisuallyHidden>
      <p id={`${ids}-who`} className={classes.who}>
        {wants}
      </p>
      <div id={`${ids}-why`}>
        {guard.reasons.map((reason) => (
          <p key={reason}>{t(`guard.reason.${reason}`, { name, tools })}</p>
        ))}
      </div>
      <Text ref={heading} tabIndex={-1} component="h1" id={`${ids}-question`} fz="h2" fw={620} lh={1.3}>
        {t(`guard.${question}.question`)}
      </Text>
      <p id={`${ids}-text`}>{t(`guard.${question}.text`, { organisation })}</p>
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
