import { type Dialog, type DialogEvent, decide, dialogRemainingMs, nextDialog, openDialog } from './dialog.ts';

/** The join dialog: one question with the same guard and time as a capability's. */
export type Join =
  | { readonly state: 'asked'; readonly dialog: Dialog }
  | { readonly state: 'accepted'; readonly wordsHash: string }
  | { readonly state: 'refused' }
  | { readonly state: 'unanswered' }
  | { readonly state: 'withdrawn' };

export type JoinEvent =
  | { readonly type: 'dialog'; readonly event: DialogEvent; readonly at: number }
  | { readonly type: 'answered'; readonly at: number; readonly accept: boolean }
  | { readonly type: 'withdrawn'; readonly at: number }
  | { readonly type: 'tick'; readonly at: number };

export function askToJoin(at: number, allowAfterMs?: number): Join {
  return { state: 'asked', dialog: openDialog(at, allowAfterMs) };
}

/** What was decided once stays decided. */
export function nextJoin(join: Join, event: JoinEvent): Join {
  if (join.state !== 'asked') return join;
  const { dialog } = join;
  if (dialogRemainingMs(dialog, event.at) === 0) return { state: 'unanswered' };
  switch (event.type) {
    case 'dialog':
      return { state: 'asked', dialog: nextDialog(dialog, event.event) };
    case 'withdrawn':
      return { state: 'withdrawn' };
    case 'tick':
      return join;
    case 'answered': {
      const wordsHash = dialog.wordsHash ?? '';
      const decision = decide(dialog, event.accept, wordsHash, event.at);
      if (decision === 'ignored') return join;
      return decision === 'allowed' ? { state: 'accepted', wordsHash } : { state: decision };
    }
  }
}
