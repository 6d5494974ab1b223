import type { Capability } from '@alongside/protocol';

/** So often all that is allowed is asked again. */
export const REVIEW_EVERY_MS = 30 * 60 * 1000;
/** Silence this long ends every grant. */
export const REVIEW_ANSWER_MS = 5 * 60 * 1000;
/** What is kept lasts so much longer ("10 more minutes"). */
export const REVIEW_KEEP_MS = 10 * 60 * 1000;

/**
 * "{T} has been helping for 30 minutes. What may go on?" Times are monotonic.
 *
 *   idle ──first grant──▶ running ──30 min, or the clock jumped──▶ asked ──answer──▶ running
 *    ▲────last grant ended──┴──────────────────────────────────────┘└──5 min of silence──▶ idle
 *
 * While something else has the user's eye (`held`) it is not asked but `due`, and asked with the first event after it.
 */
export type Review =
  | { readonly state: 'idle' }
  | { readonly state: 'running'; readonly since: number; readonly live: readonly Capability[] }
  | { readonly state: 'due'; readonly since: number; readonly cause: ReviewCause; readonly live: readonly Capability[] }
  | {
      readonly state: 'asked';
      readonly since: number;
      readonly askedAt: number;
      readonly cause: ReviewCause;
      readonly live: readonly Capability[];
    };

export type ReviewCause = 'time' | 'clock';

export type ReviewEvent =
  /** After each start and end of a grant. */
  | { readonly type: 'grants-changed'; readonly at: number; readonly live: readonly Capability[] }
  | { readonly type: 'clock-jumped'; readonly at: number }
  | { readonly type: 'answered'; readonly at: number; readonly keep: readonly Capability[] }
  | { readonly type: 'tick'; readonly at: number };

export type ReviewEffect =
  /** Freeze (reason `review`, or `clock` where it is frozen already) and ask. */
  | { readonly type: 'ask'; readonly cause: ReviewCause; readonly live: readonly Capability[]; readonly sinceMs: number }
  | { readonly type: 'answered'; readonly keep: readonly Capability[]; readonly end: readonly Capability[] }
  /** Nobody answered: end every grant. */
  | { readonly type: 'unanswered'; readonly end: readonly Capability[] }
  /** All that would be asked about ended before: thaw what is not asked about and goes on. */
  | { readonly type: 'pointless' };

export interface ReviewStep {
  readonly state: Review;
  readonly effects: readonly ReviewEffect[];
}

export const NO_REVIEW: Review = { state: 'idle' };

/** `held`: nothing may be asked now. */
export function nextReview(state: Review, event: ReviewEvent, held = false): ReviewStep {
  const { state: now, effects } = settleTime(state, event.at, held);
  const after = step(now, event, held);
  return { state: after.state, effects: [...effects, ...after.effects] };
}

/** Until every grant ends; undefined while nothing is asked. */
export function reviewRemainingMs(review: Review, at: number): number | undefined {
  return review.state === 'asked' ? Math.max(0, review.askedAt + REVIEW_ANSWER_MS - at) : undefined;
}

/** The monotonic time of the next `tick` that changes something. */
export function reviewDeadline(review: Review): number | undefined {
  if (review.state === 'idle' || review.state === 'due') return undefined;
  return review.state === 'asked' ? review.askedAt + REVIEW_ANSWER_MS : review.since + REVIEW_EVERY_MS;
}

function step(state: Review, event: ReviewEvent, held: boolean): ReviewStep {
  switch (event.type) {
    case 'grants-changed': {
      if (event.live.length === 0) {
        const waits = state.state === 'asked' || state.state === 'due';
        return { state: NO_REVIEW, effects: waits ? [{ type: 'pointless' }] : [] };
      }
      if (state.state === 'idle') return { state: { state: 'running', since: event.at, live: event.live }, effects: [] };
      return { state: { ...state, live: event.live }, effects: [] };
    }
    case 'clock-jumped':
      return state.state === 'running' ? ask(state, 'clock', event.at, held) : { state, effects: [] };
    case 'answered': {
      if (state.state !== 'asked') return { state, effects: [] };
      const keep = state.live.filter((capability) => event.keep.includes(capability));
      const end = state.live.filter((capability) => !keep.includes(capability));
      const after: Review = keep.length === 0 ? NO_REVIEW : { state: 'running', since: event.at, live: keep };
      return { state: after, effects: [{ type: 'answered', keep, end }] };
    }
    case 'tick':
      return { state, effects: [] };
  }
}

function settleTime(state: Review, at: number, held: boolean): ReviewStep {
  if (state.state === 'running' && at - state.since >= REVIEW_EVERY_MS) return ask(state, 'time', at, held);
  if (state.state === 'due' && !held) return ask(state, state.cause, at, held);
  if (state.state === 'asked' && at - state.askedAt >= REVIEW_ANSWER_MS) {
    return { state: NO_REVIEW, effects: [{ type: 'unanswered', end: state.live }] };
  }
  return { state, effects: [] };
}

function ask(state: Review & { readonly state: 'running' | 'due' }, cause: ReviewCause, at: number, held: boolean): ReviewStep {
  const { since, live } = state;
  if (held) return { state: { state: 'due', since, cause, live }, effects: [] };
  return {
    state: { state: 'asked', since, askedAt: at, cause, live },
    effects: [{ type: 'ask', cause, live, sinceMs: at - since }],
  };
}
