import { type Asked, askedIn, type SessionView, shellPage } from '@alongside/protocol';
import { Countdown, StatusLight, useTexts } from '@alongside/ui';
import { Button, Text, VisuallyHidden } from '@mantine/core';
import {
  IconChevronDown,
  IconChevronUp,
  IconPictureInPictureTop,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStopFilled,
} from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useAsk } from '../core/core-context.tsx';
import { watcherOf } from '../session/watching.ts';
import { keyOf } from '../texts/texts.ts';
import { barState, meaningOf } from './bar-state.ts';
import { InSession } from './in-session.tsx';
import classes from './session-bar.module.css';

export interface SessionBarProps {
  readonly session: SessionView;
  /** Opens below the bar, in the bar's own window; in the page the feed has its own place. */
  readonly feed?: ReactNode;
  readonly onUnfold?: (unfolded: boolean) => void;
  /** Puts the bar into its window on top, where it is not there. */
  readonly onLift?: (() => void) | undefined;
}

/** Who, what, how long, and Stop. The same in the page and in the window on top. */
export function SessionBar({ session, feed, onUnfold, onLift }: SessionBarProps) {
  const { t } = useTexts();
  const ask = useAsk();
  const [unfolded, setUnfolded] = useState(false);
  const { sessionId, lights, paused, stopKey, technician } = session;
  const { name } = technician;
  const state = barState(session);
  const asked = askedIn(session);
  const watcher = watcherOf(session);
  // As it is printed on the reader's keyboard.
  const key = stopKey?.replace('Ctrl', t('bar.ctrl'));
  const stopText =
    watcher === undefined
      ? t(key === undefined ? 'bar.stopLabel' : 'bar.stopKey', { key })
      : t(key === undefined ? 'bar.stopBoth' : 'bar.stopKeyBoth', { key, helper: name, name: watcher.technician.name });
  return (
    <section className={classes.bar} data-meaning={state.meaning} aria-label={t('bar.label', { name })}>
      <div className={classes.row}>
        <div className={classes.state} role="status">
          <StatusLight of={state.meaning} filled={state.filled} size={16}>
            <Text component="span" fw={620}>
              {t(`bar.${state.key}`, { name })}
            </Text>
          </StatusLight>
        </div>
        {state.remainingMs === null ? null : (
          <Text component="span" size="sm">
            <Countdown remainingMs={state.remainingMs} told={session} text={(time) => t('bar.left', { time })} />
          </Text>
        )}
        <ul className={classes.lights}>
          {lights.map(({ capability, inUse, frozen }) => (
            <li key={capability}>
              <StatusLight of={meaningOf(capability)} filled={inUse && !frozen}>
                <Text component="span" size="sm">
                  {t(`capability.${keyOf(capability)}`)}
                </Text>
                <VisuallyHidden component="span">
                  {`, ${t(frozen ? 'bar.frozen' : inUse ? 'bar.inUse' : 'bar.allowedOnly')}`}
                </VisuallyHidden>
              </StatusLight>
            </li>
          ))}
        </ul>
        <div className={classes.buttons}>
          {onLift === undefined ? null : (
            <Button size="sm" variant="subtle" leftSection={<IconPictureInPictureTop size={16} stroke={1.5} />} onClick={onLift}>
              {t('bar.open')}
            </Button>
          )}
          <Button
            size="sm"
            variant="default"
            leftSection={paused ? <IconPlayerPlay size={16} stroke={1.5} /> : <IconPlayerPause size={16} stroke={1.5} />}
            onClick={() => void ask(shellPage.sessionPause, { sessionId, paused: !paused })}
          >
            {t(paused ? 'bar.goOn' : 'bar.pause')}
          </Button>
          <Button
            size="sm"
            color="stop"
            leftSection={<IconPlayerStopFilled size={16} />}
            title={stopText}
            onClick={() => void ask(shellPage.sessionStop, { by: 'button' })}
          >
            {t('bar.stop')}
          </Button>
          {/* A question has a way out of its own, and needs the room in a low window: it must be wholly in view. */}
          {session.guard === undefined || hasWayOut(asked) ? null : (
            <Button size="sm" variant="outline" color="stop" onClick={() => void ask(shellPage.somethingWrong, {})}>
              {t('guard.wrong')}
            </Button>
          )}
          {feed === undefined ? null : (
            <Button
              size="sm"
              variant="subtle"
              aria-expanded={unfolded}
              rightSection={unfolded ? <IconChevronUp size={16} stroke={1.5} /> : <IconChevronDown size={16} stroke={1.5} />}
              onClick={() => {
                setUnfolded(!unfolded);
                onUnfold?.(!unfolded);
              }}
            >
              {t('bar.whatHappened')}
            </Button>
          )}
        </div>
      </div>
      {stopKey === null && watcher === undefined ? null : (
        <div className={classes.below}>
          <div role="status">{watcher === undefined ? null : <InSession session={session} watcher={watcher} />}</div>
          <Text size="xs" c="dimmed" className={classes.key}>
            {stopText}
          </Text>
        </div>
      )}
      {asked !== null && feed !== undefined ? <Text size="sm">{t('bar.answer')}</Text> : null}
      {unfolded ? <div className={classes.feed}>{feed}</div> : null}
    </section>
  );
}

/** "Something is wrong" stands in the question itself. */
function hasWayOut(asked: Asked | null): boolean {
  if (asked?.kind === 'ask') return asked.ask.guarded === true;
  return asked?.kind === 'join' && asked.join.guard !== undefined;
}
