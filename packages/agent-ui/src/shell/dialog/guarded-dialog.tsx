import { useTexts } from '@alongside/ui';
import { Button, Text, VisuallyHidden } from '@mantine/core';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { playChime } from './chime.ts';
import classes from './dialog.module.css';
import { DialogLinks } from './dialog-links.tsx';
import { type GuardedOf, useDialogGuard } from './use-dialog-guard.ts';
import { useSafeFocus } from './use-safe-focus.ts';
import { WORDS } from './words.ts';

export interface GuardedDialogProps extends GuardedOf {
  readonly question: string;
  readonly remainingMs: number;
  readonly moreTimeLeft: number;
  readonly allowReady: boolean;
  /** Dialogs that come after this one. */
  readonly waitingBehind?: number;
  readonly denyText: string;
  readonly allowText: string;
  /** Beside Allow: the choice of a duration. */
  readonly choice?: ReactNode;
  /** Who asks and why, above the question. */
  readonly before: ReactNode;
  /** What it means, below the question. */
  readonly children: ReactNode;
  /** Not part of the words: what the browser asks next. */
  readonly hint?: ReactNode;
  /** The scam guard is up: a yes takes longer, and there is a way out for who feels pressed. */
  readonly guarded?: boolean;
  /** What "What is this?" tells. */
  readonly about: string;
  /** Anything that is new with each telling of the core. */
  readonly told: unknown;
  /** `words` are those drawn when the answer was given. Called within the click. */
  readonly onAnswer: (allow: boolean, words: string) => void;
}

/** A question of consent: the safe answer first, the other one shut until it could be read. */
export function GuardedDialog(props: GuardedDialogProps) {
  const { sessionId, dialogId, question, remainingMs, moreTimeLeft, waitingBehind = 0, told, onAnswer } = props;
  const { t } = useTexts();
  const ids = useId();
  const root = useRef<HTMLDivElement>(null);
  const safe = useRef<HTMLButtonElement>(null);
  const [explained, setExplained] = useState(false);
  const guard = useDialogGuard({ sessionId, dialogId }, root, props.allowReady);
  const focusStayed = useSafeFocus(safe, dialogId);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another dialog is another chime
  useEffect(playChime, [dialogId]);
  return (
    <div
      ref={root}
      role="alertdialog"
      aria-labelledby={`${ids}-question`}
      aria-describedby={`${ids}-who ${ids}-words`}
      className={classes.dialog}
    >
      <VisuallyHidden role="alert">{focusStayed ? question : ''}</VisuallyHidden>
      <div id={`${ids}-who`}>{props.before}</div>
      <Text component="h1" id={`${ids}-question`} fz="h2" fw={620} lh={1.3} {...WORDS}>
        {question}
      </Text>
      <div id={`${ids}-words`}>{props.children}</div>
      {explained ? <Text size="sm">{props.about}</Text> : null}
      {props.hint}
      <div className={classes.answers} data-answers>
        <Button ref={safe} variant="default" className={classes.answer ?? ''} onClick={() => onAnswer(false, guard.words())}>
          <span {...WORDS}>{props.denyText}</span>
        </Button>
        <div className={props.choice === undefined ? classes.alone : classes.allow}>
          <Button
            className={classes.answer ?? ''}
            disabled={!guard.ready}
            onClick={() => {
              if (guard.ready) onAnswer(true, guard.words());
            }}
          >
            <span {...WORDS}>{props.allowText}</span>
          </Button>
          {props.choice}
        </div>
      </div>
      {props.guarded ? (
        <Text size="sm" className={classes.slow ?? ''}>
          {t('guard.slow')}
        </Text>
      ) : null}
      <DialogLinks
        of={{ sessionId, dialogId }}
        guarded={props.guarded === true}
        moreTimeLeft={moreTimeLeft}
        explained={explained}
        onExplain={() => setExplained(!explained)}
        waitingBehind={waitingBehind}
        remainingMs={remainingMs}
        told={told}
      />
    </div>
  );
}
