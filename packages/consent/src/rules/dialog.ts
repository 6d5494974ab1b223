/**
 * The clock of one dialog that asks the user for something: joining, or a capability. All times are monotonic
 * milliseconds that the events carry.
 */

/** Silence this long is a no. */
export const DIALOG_MS = 120_000;
/** "Need more time?" adds this, so often. */
export const MORE_TIME_MS = 120_000;
export const MORE_TIME_COUNT = 5;
/** A press sooner after the dialog came up or changed was meant for something else. */
export const ALLOW_AFTER_MS = 1_000;
/** Time waits this long after the last sign that the user is at it. */
export const ACTIVE_MS = 3_000;

export interface Dialog {
  /** What was left at `countedAt`. */
  readonly leftMs: number;
  readonly countedAt: number;
  /** Time waits until then. */
  readonly activeUntil: number;
  readonly moreTimeLeft: number;
  /** From when it is wholly visible until Allow works. */
  readonly allowAfterMs: number;
  /** Since when it is wholly visible with these words; null while it is not. */
  readonly visibleSince: number | null;
  /** SHA-256 of the words as drawn; null before the page told them. */
  readonly wordsHash: string | null;
}

export type DialogEvent =
  | { readonly type: 'visible'; readonly at: number; readonly visible: boolean; readonly wordsHash: string }
  | { readonly type: 'active'; readonly at: number }
  | { readonly type: 'more-time'; readonly at: number };

export function openDialog(at: number, allowAfterMs = ALLOW_AFTER_MS): Dialog {
  return {
    leftMs: DIALOG_MS,
    countedAt: at,
    activeUntil: at,
    moreTimeLeft: MORE_TIME_COUNT,
    allowAfterMs,
    visibleSince: null,
    wordsHash: null,
  };
}

/** What comes after the time is over changes nothing. */
export function nextDialog(dialog: Dialog, event: DialogEvent): Dialog {
  if (dialogRemainingMs(dialog, event.at) === 0) return dialog;
  switch (event.type) {
    case 'visible': {
      if (!event.visible) return { ...dialog, visibleSince: null, wordsHash: event.wordsHash };
      const unchanged = dialog.visibleSince !== null && dialog.wordsHash === event.wordsHash;
      return { ...dialog, visibleSince: unchanged ? dialog.visibleSince : event.at, wordsHash: event.wordsHash };
    }
    case 'active':
      return { ...counted(dialog, event.at), activeUntil: Math.max(dialog.activeUntil, event.at + ACTIVE_MS) };
    case 'more-time': {
      if (dialog.moreTimeLeft === 0) return dialog;
      const now = counted(dialog, event.at);
      return { ...now, leftMs: now.leftMs + MORE_TIME_MS, moreTimeLeft: dialog.moreTimeLeft - 1 };
    }
  }
}

/** Whether Allow works now. Do not allow always does. */
export function allowReady(dialog: Dialog, at: number): boolean {
  return dialog.visibleSince !== null && at - dialog.visibleSince >= dialog.allowAfterMs;
}

/** Until the dialog closes by itself; 0 means that it is over. */
export function dialogRemainingMs(dialog: Dialog, at: number): number {
  const countingFrom = Math.max(dialog.countedAt, dialog.activeUntil);
  return Math.max(0, dialog.leftMs - Math.max(0, at - countingFrom));
}

/** When to look again whether time is over, if nothing happens until then. */
export function dialogDeadline(dialog: Dialog): number {
  return Math.max(dialog.countedAt, dialog.activeUntil) + dialog.leftMs;
}

export type Decision =
  | 'allowed'
  | 'refused'
  /** Time was over before the answer came. */
  | 'unanswered'
  /** An Allow that came too soon, or for words that the dialog no longer shows: it has no effect. */
  | 'ignored';

/** What an answer is worth at that time. A no needs neither time nor words. */
export function decide(dialog: Dialog, allow: boolean, wordsHash: string, at: number): Decision {
  if (dialogRemainingMs(dialog, at) === 0) return 'unanswered';
  if (!allow) return 'refused';
  return allowReady(dialog, at) && dialog.wordsHash === wordsHash ? 'allowed' : 'ignored';
}

function counted(dialog: Dialog, at: number): Dialog {
  return { ...dialog, leftMs: dialogRemainingMs(dialog, at), countedAt: Math.max(dialog.countedAt, at) };
}
