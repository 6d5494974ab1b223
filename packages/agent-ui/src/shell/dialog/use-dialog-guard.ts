import { shellPage } from '@alongside/protocol';
import { type RefObject, useEffect, useMemo, useRef, useState } from 'react';
import { useCore } from '../core/core-context.tsx';
import { DialogWatch, type Drawn } from './dialog-watch.ts';

/** DESIGN 3.2: Allow works this long after the dialog is wholly visible and last changed. The core holds the same. */
const ALLOW_AFTER_MS = 1_000;
/** Keys that were meant for something else press nothing for this long. */
const KEYS_AFTER_MS = 1_000;
const ACTIVE_EVERY_MS = 1_000;

/** Whose question it is: the session's, or (null) nobody's who is in one. */
export interface GuardedOf {
  readonly sessionId: string | null;
  /** The id under which the core knows this dialog. */
  readonly dialogId: string;
}

export interface DialogGuard {
  /** Both the core and this page hold that Allow may work now. */
  readonly ready: boolean;
  /** The words as drawn at this moment. */
  readonly words: () => string;
}

/** Where the core hears of it, for what is asked by other messages than a dialog's. */
export interface GuardTold {
  readonly visible: (dialogId: string, drawn: Drawn) => void;
  readonly active?: (dialogId: string) => void;
}

/**
 * Tells the core what is drawn and whether it is wholly visible, keeps Allow shut until it may work, tells that the user
 * is busy in the dialog, and swallows keys that were typed before anybody could have read it.
 */
export function useDialogGuard(
  { sessionId, dialogId }: GuardedOf,
  root: RefObject<HTMLElement | null>,
  allowReady: boolean,
  otherwise?: GuardTold,
): DialogGuard {
  const { client } = useCore();
  const told = useMemo<GuardTold>(
    () =>
      otherwise ?? {
        visible: (dialogId, { visible, words }) =>
          client.notify(shellPage.dialogVisible, { sessionId, dialogId, visible, words }),
        active: (dialogId) => client.notify(shellPage.dialogActive, { sessionId, dialogId }),
      },
    [client, sessionId, otherwise],
  );
  const [steady, setSteady] = useState(false);
  const watch = useRef<DialogWatch>(null);

  useEffect(() => {
    const element = root.current;
    if (element === null) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const made = new DialogWatch(element, (drawn) => {
      clearTimeout(timer);
      setSteady(false);
      told.visible(dialogId, drawn);
      if (drawn.visible) timer = setTimeout(() => setSteady(true), ALLOW_AFTER_MS);
    });
    watch.current = made;
    return () => {
      clearTimeout(timer);
      made.dispose();
      told.visible(dialogId, { visible: false, words: '' });
    };
  }, [told, dialogId, root]);

  useEffect(() => {
    const element = root.current;
    if (element === null) return;
    return swallowEarlyKeys(element, dialogId);
  }, [dialogId, root]);

  useEffect(() => {
    const element = root.current;
    if (element === null) return;
    return tellActivity(element, () => told.active?.(dialogId));
  }, [told, dialogId, root]);

  return { ready: steady && allowReady, words: () => watch.current?.drawn.words ?? '' };
}

/** `dialogId` names the dialog whose opening starts the time. Each early key starts it anew: somebody is typing. */
function swallowEarlyKeys(element: HTMLElement, dialogId: string): () => void {
  let openUntil = performance.now() + KEYS_AFTER_MS;
  element.dataset.dialog = dialogId;
  const handleKey = (event: KeyboardEvent) => {
    const early = performance.now() < openUntil;
    if (event.key !== 'Enter' && event.key !== ' ') return;
    if (!early && !event.repeat) return;
    if (early) openUntil = performance.now() + KEYS_AFTER_MS;
    event.preventDefault();
    event.stopPropagation();
  };
  element.addEventListener('keydown', handleKey, { capture: true });
  return () => element.removeEventListener('keydown', handleKey, { capture: true });
}

function tellActivity(element: HTMLElement, tell: () => void): () => void {
  let last = Number.NEGATIVE_INFINITY;
  const handle = () => {
    const now = performance.now();
    if (now - last < ACTIVE_EVERY_MS) return;
    last = now;
    tell();
  };
  const kinds = ['pointermove', 'pointerdown', 'wheel', 'keydown'] as const;
  for (const kind of kinds) element.addEventListener(kind, handle, { passive: true });
  return () => {
    for (const kind of kinds) element.removeEventListener(kind, handle);
  };
}
