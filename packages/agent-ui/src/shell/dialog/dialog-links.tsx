import { shellPage } from '@alongside/protocol';
import { Countdown, useTexts } from '@alongside/ui';
import { Anchor, Text, VisuallyHidden } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useAsk } from '../core/core-context.tsx';
import classes from './dialog.module.css';
import { SomethingWrong } from './something-wrong.tsx';
import type { GuardedOf } from './use-dialog-guard.ts';

/** UX.md: the time runs quietly until the last 20 seconds. */
const LOUD_FROM_MS = 20_000;

export interface DialogLinksProps {
  /** Of the dialog, as the core knows it. */
  readonly of: GuardedOf;
  /** Whether "Something is wrong" stands first. */
  readonly guarded: boolean;
  readonly moreTimeLeft: number;
  readonly explained: boolean;
  readonly onExplain: () => void;
  /** Dialogs that come after this one. */
  readonly waitingBehind: number;
  readonly remainingMs: number;
  /** Anything that is new with each telling of the core. */
  readonly told: unknown;
}

/** Below the answers of a question: what may be done instead of answering, and its time. */
export function DialogLinks(props: DialogLinksProps) {
  const { of, explained, waitingBehind } = props;
  const { t } = useTexts();
  const ask = useAsk();
  const closesIn = useClosesIn(props.remainingMs, props.told);
  return (
    <div className={classes.links}>
      {props.guarded ? <SomethingWrong /> : null}
      {props.moreTimeLeft > 0 ? (
        <Anchor component="button" type="button" size="sm" onClick={() => void ask(shellPage.dialogMoreTime, of)}>
          {t('dialog.moreTime')}
        </Anchor>
      ) : null}
      <Anchor component="button" type="button" size="sm" aria-expanded={explained} onClick={props.onExplain}>
        {t('dialog.whatIsThis')}
      </Anchor>
      {waitingBehind > 0 ? (
        <Text size="sm" c="dimmed">
          {t('dialog.behind', { count: waitingBehind })}
        </Text>
      ) : null}
      <Text size="sm" component="span">
        <Countdown
          remainingMs={props.remainingMs}
          told={props.told}
          text={(_, left) => (left > LOUD_FROM_MS ? '' : t('dialog.closes', { seconds: Math.ceil(left / 1000) }))}
        />
      </Text>
      {/* Once: a clock that one cannot see is no warning. */}
      <VisuallyHidden role="status">
        {closesIn === undefined ? '' : t('dialog.closes', { seconds: Math.ceil(closesIn / 1000) })}
      </VisuallyHidden>
    </div>
  );
}

/** What was left when the last seconds began; undefined before, and where more time was had. */
function useClosesIn(remainingMs: number, told: unknown): number | undefined {
  const [left, setLeft] = useState<number>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: `told` is what restarts the count
  useEffect(() => {
    const quietMs = remainingMs - LOUD_FROM_MS;
    if (quietMs <= 0) return setLeft((before) => before ?? remainingMs);
    setLeft(undefined);
    const timer = setTimeout(() => setLeft(LOUD_FROM_MS), quietMs);
    return () => clearTimeout(timer);
  }, [remainingMs, told]);
  return left;
}
