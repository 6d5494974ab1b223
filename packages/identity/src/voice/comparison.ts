import { type Dialog, type DialogEvent, decide, dialogRemainingMs, nextDialog, openDialog } from '@alongside/consent';
import type { WordsOutcome } from '@alongside/protocol';
import type { Words } from './short-string.ts';

/**
 * So often in one session. Each time somebody in the middle has another chance of 1 in 2^44 that the words on both
 * screens are the same; without a bound one could try until they are.
 */
export const MAX_COMPARISONS = 3;
/** The technician's side answers by itself. */
export const NONCE_WITHIN_MS = 10_000;

/**
 * The user's side of the comparison by voice. Times are monotonic milliseconds.
 *
 *   idle ── begun ──▶ committed ── nonce ──▶ open ──┬── the right words ──▶ matched
 *     ▲                   │                         ├── others, or none ──▶ refused     link and session are burnt
 *     └─── no nonce ──────┘                         ├── not on the phone ─▶ not-on-phone
 *     └─── silence ─────────────────────────────────┘        begun at most three times
 */
export type Comparison =
  | { readonly state: 'idle'; readonly tries: number }
  | { readonly state: 'committed'; readonly tries: number; readonly since: number }
  | {
      readonly state: 'open';
      readonly tries: number;
      readonly choices: readonly Words[];
      readonly right: number;
      readonly dialog: Dialog;
    }
  /** For this session. Nothing comes after them. */
  | { readonly state: 'matched' | 'refused' | 'not-on-phone' };

/** What the user pressed: a string by its place, "None of these", or "I am not on the phone". */
export type Pick = number | 'none' | 'not-on-phone';

export type ComparisonEvent =
  | { readonly type: 'begun'; readonly at: number }
  | { readonly type: 'nonce'; readonly at: number; readonly choices: readonly Words[]; readonly right: number }
  | { readonly type: 'dialog'; readonly at: number; readonly event: DialogEvent }
  | { readonly type: 'picked'; readonly at: number; readonly pick: Pick; readonly wordsHash: string }
  | { readonly type: 'tick'; readonly at: number };

export type ComparisonEffect =
  /** The agent's nonce is committed to, and the technician's asked for. */
  | { readonly type: 'commit' }
  /** The technician's nonce is there: now the agent's may be known, and the user is asked. */
  | { readonly type: 'reveal' }
  /** `wordsHash` is of the page as drawn, null where it never was. */
  | { readonly type: 'over'; readonly outcome: WordsOutcome; readonly wordsHash: string | null }
  /** The technician's side did not answer in time. */
  | { readonly type: 'no-nonce' }
  /** It was tried often enough in this session. */
  | { readonly type: 'spent' };

export interface ComparisonStep {
  readonly state: Comparison;
  readonly effects: readonly ComparisonEffect[];
}

export const NO_COMPARISON: Comparison = { state: 'idle', tries: 0 };

export function nextComparison(state: Comparison, event: ComparisonEvent): ComparisonStep {
  const { state: now, effects: before } = settleTime(state, event.at);
  // Time that ran out before anything else happened ran out first.
  if (before.length > 0) return { state: now, effects: before };
  switch (now.state) {
    case 'idle':
      if (event.type !== 'begun') return { state: now, effects: [] };
      if (now.tries >= MAX_COMPARISONS) return { state: now, effects: [{ type: 'spent' }] };
      return { state: { state: 'committed', tries: now.tries + 1, since: event.at }, effects: [{ type: 'commit' }] };
    case 'committed': {
      if (event.type !== 'nonce') return { state: now, effects: [] };
      const { choices, right } = event;
      return {
        state: { state: 'open', tries: now.tries, choices, right, dialog: openDialog(event.at) },
        effects: [{ type: 'reveal' }],
      };
    }
    case 'open':
      return stepOpen(now, event);
    default:
      return { state: now, effects: [] };
  }
}

function stepOpen(state: Comparison & { state: 'open' }, event: ComparisonEvent): ComparisonStep {
  if (event.type === 'dialog') return { state: { ...state, dialog: nextDialog(state.dialog, event.event) }, effects: [] };
  if (event.type !== 'picked') return { state, effects: [] };
  // Each answer needs what Allow needs: one press ends it for good, and it must not be one that was meant for something else.
  if (decide(state.dialog, true, event.wordsHash, event.at) !== 'allowed') return { state, effects: [] };
  const outcome = event.pick === 'not-on-phone' ? 'not-on-phone' : event.pick === state.right ? 'matched' : 'refused';
  return { state: { state: outcome }, effects: [{ type: 'over', outcome, wordsHash: event.wordsHash }] };
}

function settleTime(state: Comparison, at: number): ComparisonStep {
  if (state.state === 'committed' && at - state.since >= NONCE_WITHIN_MS) {
    return { state: { state: 'idle', tries: state.tries }, effects: [{ type: 'no-nonce' }] };
  }
  if (state.state !== 'open' || dialogRemainingMs(state.dialog, at) > 0) return { state, effects: [] };
  const { wordsHash } = state.dialog;
  return { state: { state: 'idle', tries: state.tries }, effects: [{ type: 'over', outcome: 'unanswered', wordsHash }] };
}
