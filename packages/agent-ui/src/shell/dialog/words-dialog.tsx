import { shellPage, type TechnicianView, type WordsView } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Text, VisuallyHidden } from '@mantine/core';
import { useEffect, useId, useRef, useState } from 'react';
import { useAsk } from '../core/core-context.tsx';
import { playChime } from './chime.ts';
import classes from './dialog.module.css';
import { DialogLinks } from './dialog-links.tsx';
import { Standing } from './standing.tsx';
import { useDialogGuard } from './use-dialog-guard.ts';
import { useSafeFocus } from './use-safe-focus.ts';
import { hashWords, WORDS } from './words.ts';

export interface WordsDialogProps {
  readonly sessionId: string;
  readonly words: WordsView;
  readonly technician: TechnicianView;
}

type Pick = number | 'none' | 'not-on-phone';

/**
 * Who is at the other end? The words that were heard, among others. No answer works before it could be read, and none has
 * the focus: each is given once, and "None of these" ends the session.
 */
export function WordsDialog({ sessionId, words, technician }: WordsDialogProps) {
  const { t } = useTexts();
  const ask = useAsk();
  const ids = useId();
  const root = useRef<HTMLDivElement>(null);
  const question = useRef<HTMLHeadingElement>(null);
  const [explained, setExplained] = useState(false);
  const [answered, setAnswered] = useState(false);
  const { comparisonId, choices, moreTimeLeft, remainingMs, waitingBehind } = words;
  const guard = useDialogGuard({ sessionId, dialogId: comparisonId }, root, words.allowReady);
  const focusStayed = useSafeFocus(question, comparisonId);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another comparison is another chime
  useEffect(playChime, [comparisonId]);
  const { name } = technician;
  const closed = !guard.ready || answered;
  const answer = async (pick: Pick) => {
    if (closed) return;
    setAnswered(true);
    await ask(shellPage.wordsAnswer, { sessionId, comparisonId, pick, wordsHash: await hashWords(guard.words()) });
    // An answer that the core does not take (the words changed just then) leaves the question open.
    setAnswered(false);
  };
  return (
    <div
      ref={root}
      role="alertdialog"
      aria-labelledby={`${ids}-question`}
      aria-describedby={`${ids}-who ${ids}-words`}
      className={classes.dialog}
    >
      <VisuallyHidden role="alert">{focusStayed ? t('words.question', { name }) : ''}</VisuallyHidden>
      <Standing technician={technician} id={`${ids}-who`} />
      <Text ref={question} tabIndex={-1} component="h1" id={`${ids}-question`} fz="h2" fw={620} lh={1.3} {...WORDS}>
        {t('words.question', { name })}
      </Text>
      <p id={`${ids}-words`}>
        <span {...WORDS}>{t('words.ask', { name })}</span> <strong {...WORDS}>{t('words.which')}</strong>
      </p>
      {explained ? <Text size="sm">{t('words.about', { name })}</Text> : null}
      <div className={classes.heard} data-answers>
        <Button variant="default" className={classes.none ?? ''} disabled={closed} onClick={() => void answer('none')}>
          {/* Who has heard nothing yet shall not take this for "none so far". */}
          <span className={classes.noneText}>
            <span {...WORDS}>{t('words.none')}</span>
            <span className={classes.noneMore} {...WORDS}>
              {t('words.noneMore')}
            </span>
          </span>
        </Button>
        {choices.map((choice, place) => (
          <Button
            key={choice.join(' ')}
            variant="default"
            className={classes.choice ?? ''}
            disabled={closed}
            onClick={() => void answer(place)}
          >
            <span {...WORDS}>{choice.join(' ')}</span>
          </Button>
        ))}
        <Button variant="subtle" className={classes.away ?? ''} disabled={closed} onClick={() => void answer('not-on-phone')}>
          <span {...WORDS}>{t('words.notOnPhone')}</span>
        </Button>
      </div>
      <DialogLinks
        of={{ sessionId, dialogId: comparisonId }}
        guarded
        moreTimeLeft={moreTimeLeft}
        explained={explained}
        onExplain={() => setExplained(!explained)}
        waitingBehind={waitingBehind}
        remainingMs={remainingMs}
        told={words}
      />
    </div>
  );
}
