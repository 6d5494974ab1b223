import { type Capability, type SessionView, shellPage } from '@alongside/protocol';
import { Countdown, useTexts } from '@alongside/ui';
import { Button, Checkbox, Stack, Text, VisuallyHidden } from '@mantine/core';
import { useEffect, useId, useRef, useState } from 'react';
import { useAsk } from '../core/core-context.tsx';
import { playChime } from '../dialog/chime.ts';
import classes from '../dialog/dialog.module.css';
import { useDialogGuard } from '../dialog/use-dialog-guard.ts';
import { useSafeFocus } from '../dialog/use-safe-focus.ts';
import { WORDS } from '../dialog/words.ts';
import { keyOf } from '../texts/texts.ts';
import { watcherOf } from './watching.ts';

const MINUTE_MS = 60_000;

export interface ReviewDialogProps {
  readonly session: SessionView;
  readonly review: NonNullable<SessionView['review']>;
}

/** After 30 minutes: what may go on? Nothing is ticked beforehand, and what is not ticked ends. */
export function ReviewDialog({ session, review }: ReviewDialogProps) {
  const { t } = useTexts();
  const ask = useAsk();
  const ids = useId();
  const root = useRef<HTMLDivElement>(null);
  const safe = useRef<HTMLButtonElement>(null);
  const { sessionId } = session;
  const { name } = session.technician;
  const [keep, setKeep] = useState<ReadonlySet<Capability>>(new Set());
  // The core holds no lock on this question; the same second of reading is kept here.
  const guard = useDialogGuard({ sessionId, dialogId: sessionId }, root, true);
  const focusStayed = useSafeFocus(safe, sessionId);
  useEffect(playChime, []);
  const watcher = watcherOf(session);
  const question = t('review.title', { name, count: Math.round(review.sinceMs / MINUTE_MS) });
  const tick = (capability: Capability, on: boolean) => {
    const next = new Set(keep);
    if (on) next.add(capability);
    else next.delete(capability);
    setKeep(next);
  };
  return (
    <div
      ref={root}
      role="alertdialog"
      aria-labelledby={`${ids}-question`}
      aria-describedby={`${ids}-words`}
      className={classes.dialog}
    >
      <VisuallyHidden role="alert">{focusStayed ? question : ''}</VisuallyHidden>
      <Text component="h1" id={`${ids}-question`} fz="h2" fw={620} lh={1.3} {...WORDS}>
        {question}
      </Text>
      <p id={`${ids}-words`} {...WORDS}>
        {t('review.words', { name })}
        {watcher === undefined || watcher.light === null
          ? null
          : ` ${t('review.watcher', { name: watcher.technician.name, helper: name })}`}
      </p>
      <Stack gap="sm">
        {session.lights.map(({ capability, grantId }) => (
          <Checkbox
            key={grantId}
            checked={keep.has(capability)}
            label={<span {...WORDS}>{t(`review.${keyOf(capability)}`, { name })}</span>}
            onChange={(event) => tick(capability, event.currentTarget.checked)}
          />
        ))}
      </Stack>
      <div className={classes.answers} data-answers>
        <Button
          ref={safe}
          color="stop"
          className={classes.answer ?? ''}
          onClick={() => void ask(shellPage.reviewAnswer, { sessionId, keep: [] })}
        >
          <span {...WORDS}>{t('review.stopAll')}</span>
        </Button>
        <Button
          variant="default"
          className={classes.answer ?? ''}
          disabled={!guard.ready}
          onClick={() => {
            if (guard.ready) void ask(shellPage.reviewAnswer, { sessionId, keep: [...keep] });
          }}
        >
          <span {...WORDS}>{t('review.goOn')}</span>
        </Button>
      </div>
      <div className={classes.links}>
        <Text size="sm">
          <Countdown remainingMs={review.remainingMs} told={review} text={(time) => t('review.closes', { time })} />
        </Text>
      </div>
    </div>
  );
}
