import { AppError } from '@alongside/base';
import type { ActionRequest, Capability } from '@alongside/protocol';
import {
  ALLOW_AFTER_MS,
  type Dialog,
  type DialogEvent,
  decide,
  dialogDeadline,
  dialogRemainingMs,
  nextDialog,
  openDialog,
} from './dialog.ts';

/** After a no, and after silence, the same is not asked again for so long. */
export const COOLING_MS = 60_000;
/** So many times no is no for the session. */
export const REFUSALS = 3;
/** A question that was taken back may not flicker up at once; each time it waits twice as long. */
export const WITHDRAWN_MS = 5_000;

export interface Ask {
  readonly askId: string;
  readonly capability: Capability;
  readonly reason: string;
  readonly durationMs: number;
  /** The technician proved a second factor for it, and the agent checked that. */
  readonly secondFactor?: boolean;
  /** What a yes would be for, where it is for one thing. */
  readonly action?: ActionRequest;
}

interface Refusals {
  readonly count: number;
  /** How often the technician took a question for it back. */
  readonly withdrawn: number;
  /** Monotonic. */
  readonly until: number;
}

/**
 * The questions of one technician in one session: one dialog at a time, the others wait behind it in their order.
 *
 *   asked ──▶ waiting ──▶ shown ──▶ allowed | refused | unanswered
 *     │          └───────────┴────▶ withdrawn
 *     └─▶ rejected
 */
export interface AskQueue {
  readonly shown: { readonly ask: Ask; readonly dialog: Dialog } | null;
  readonly waiting: readonly Ask[];
  readonly refusals: Readonly<Partial<Record<Capability, Refusals>>>;
  /** Something else has the user's eye (the screen picker, the review): nothing new is shown. */
  readonly held: boolean;
  /** The session is over. */
  readonly closed: boolean;
  /** Of each dialog of this session. */
  readonly allowAfterMs: number;
  /** What is asked for waits, unseen, until it is known who asks. */
  readonly identityFirst: readonly Capability[];
  /** It will not be known in this session: what waits for it is not to be had. */
  readonly identityGivenUp: boolean;
}

export type AskQueueEvent =
  /** `live`: what is allowed already. */
  | { readonly type: 'asked'; readonly at: number; readonly ask: Ask; readonly live: readonly Capability[] }
  | { readonly type: 'dialog'; readonly askId: string; readonly event: DialogEvent; readonly at: number }
  /** `durationMs` is what the user chose. */
  | {
      readonly type: 'answered';
      readonly at: number;
      readonly askId: string;
      readonly allow: boolean;
      readonly wordsHash: string;
      readonly durationMs: number;
    }
  | { readonly type: 'withdrawn'; readonly at: number; readonly askId: string }
  /** The user, by hand, lets the technician ask for it again at once. */
  | { readonly type: 'invited'; readonly at: number; readonly capability: Capability }
  | { readonly type: 'held'; readonly at: number; readonly held: boolean }
  /** It is known who asks: nothing waits for that any more. */
  | { readonly type: 'identified'; readonly at: number }
  /** It is not, this time or (`forGood`) in this session: what waits for it gets that answer. */
  | {
      readonly type: 'not-identified';
      readonly at: number;
      readonly answer: 'refused' | 'unanswered' | 'withdrawn';
      readonly forGood: boolean;
    }
  | { readonly type: 'tick'; readonly at: number }
  /** The session ends; nothing is allowed any more. */
  | { readonly type: 'closed'; readonly at: number };

export type AskEffect =
  | { readonly type: 'rejected'; readonly ask: Ask; readonly error: AppError }
  | { readonly type: 'queued'; readonly ask: Ask }
  | { readonly type: 'shown'; readonly ask: Ask }
  | { readonly type: 'allowed'; readonly ask: Ask; readonly durationMs: number; readonly wordsHash: string }
  /** `askAgainInMs`: -1 not in this session. `wordsHash` is of what was on the screen, null where it never was. */
  | {
      readonly type: 'refused' | 'unanswered' | 'withdrawn';
      readonly ask: Ask;
      readonly askAgainInMs: number;
      readonly wordsHash: string | null;
      /** It never was shown: it is not known who asks. */
      readonly code?: 'identity.not-compared';
    }
  /** An Allow that came too soon or for other words: nothing happened. */
  | { readonly type: 'ignored'; readonly ask: Ask };

export interface AskStep {
  readonly state: AskQueue;
  readonly effects: readonly AskEffect[];
}

export const EMPTY_ASK_QUEUE: AskQueue = {
  shown: null,
  waiting: [],
  refusals: {},
  held: false,
  closed: false,
  allowAfterMs: ALLOW_AFTER_MS,
  identityFirst: [],
  identityGivenUp: false,
};

export function nextAskQueue(state: AskQueue, event: AskQueueEvent): AskStep {
  // Time that ran out before anything else happened ran out first.
  const { state: now, effects: before } = settleTime(state, event.at);
  const { state: after, effects } = step(now, event);
  const shown = showNext(after, event.at);
  return { state: shown.state, effects: [...before, ...effects, ...shown.effects] };
}

/** When the same capability may be asked again: 0 at once, -1 not in this session. */
export function askAgainInMs(state: AskQueue, capability: Capability, at: number): number {
  const refusals = state.refusals[capability];
  if (!refusals) return 0;
  return refusals.count >= REFUSALS ? -1 : Math.max(0, refusals.until - at);
}

/** The question that is next in its turn and waits until it is known who asks. */
export function awaitsIdentity(state: AskQueue): Ask | undefined {
  const [next] = state.waiting;
  return next && !state.shown && !state.held && state.identityFirst.includes(next.capability) ? next : undefined;
}

/** The monotonic time of the next `tick` that changes something; undefined where none will. */
export function askDeadline(state: AskQueue): number | undefined {
  return state.shown ? dialogDeadline(state.shown.dialog) : undefined;
}

function step(state: AskQueue, event: AskQueueEvent): AskStep {
  switch (event.type) {
    case 'asked':
      return handleAsked(state, event.ask, event.live, event.at);
    case 'dialog': {
      const { shown } = state;
      if (shown?.ask.askId !== event.askId) return { state, effects: [] };
      return { state: { ...state, shown: { ...shown, dialog: nextDialog(shown.dialog, event.event) } }, effects: [] };
    }
    case 'answered':
      return handleAnswered(state, event);
    case 'withdrawn':
      return withdraw(state, event.askId, event.at);
    case 'invited': {
      const { [event.capability]: _forgiven, ...refusals } = state.refusals;
      return { state: { ...state, refusals }, effects: [] };
    }
    case 'held':
      return { state: { ...state, held: event.held }, effects: [] };
    case 'identified':
      return { state: state.identityGivenUp ? state : { ...state, identityFirst: [] }, effects: [] };
    case 'not-identified':
      return dropUnidentified(state, event);
    case 'tick':
      return { state, effects: [] };
    case 'closed': {
      const open = state.shown ? [state.shown.ask, ...state.waiting] : state.waiting;
      const wordsHash = (ask: Ask) => (ask === state.shown?.ask ? state.shown.dialog.wordsHash : null);
      return {
        state: { ...state, shown: null, waiting: [], closed: true },
        effects: open.map((ask) => ({ type: 'withdrawn', ask, askAgainInMs: -1, wordsHash: wordsHash(ask) })),
      };
    }
  }
}

function handleAsked(state: AskQueue, ask: Ask, live: readonly Capability[], at: number): AskStep {
  const error = whyRejected(state, ask, live, at);
  if (error) return { state, effects: [{ type: 'rejected', ask, error }] };
  const behind = state.held || state.shown !== null || state.waiting.length > 0;
  return { state: { ...state, waiting: [...state.waiting, ask] }, effects: behind ? [{ type: 'queued', ask }] : [] };
}

/** Why a question would be turned away now, before anybody saw it; undefined where it would not. `live`: what is allowed already. */
export function whyRejected(
  state: AskQueue,
  ask: Pick<Ask, 'askId' | 'capability'>,
  live: readonly Capability[],
  at: number,
): AppError | undefined {
  if (state.closed) return new AppError('session.ended', 'the session is over');
  const open = state.shown ? [state.shown.ask, ...state.waiting] : state.waiting;
  const pending = open.some(({ askId, capability }) => askId === ask.askId || capability === ask.capability);
  if (pending || live.includes(ask.capability)) {
    return new AppError('consent.asked-already', `${ask.capability} is allowed or being asked already`);
  }
  const wait = askAgainInMs(state, ask.capability, at);
  if (state.identityGivenUp && state.identityFirst.includes(ask.capability)) {
    return new AppError('identity.not-compared', `${ask.capability} needs the words to be compared, which was declined`);
  }
  if (wait < 0) return new AppError('consent.refused-for-session', `${ask.capability} was refused ${REFUSALS} times`);
  if (wait === 0) return undefined;
  const context = { askAgainInMs: wait };
  return new AppError('consent.cooling-down', `${ask.capability} was refused just now; ask again later`, { context });
}

function handleAnswered(state: AskQueue, event: AskQueueEvent & { readonly type: 'answered' }): AskStep {
  const { shown } = state;
  if (shown?.ask.askId !== event.askId) return { state, effects: [] };
  const { ask, dialog } = shown;
  switch (decide(dialog, event.allow, event.wordsHash, event.at)) {
    case 'ignored':
      return { state, effects: [{ type: 'ignored', ask }] };
    case 'allowed': {
      const { [ask.capability]: _forgiven, ...refusals } = state.refusals;
      const allowed: AskEffect = { type: 'allowed', ask, durationMs: event.durationMs, wordsHash: event.wordsHash };
      return { state: { ...state, shown: null, refusals }, effects: [allowed] };
    }
    case 'refused':
      return close(state, 'refused', event.at);
    case 'unanswered':
      return close(state, 'unanswered', event.at);
  }
}

function withdraw(state: AskQueue, askId: string, at: number): AskStep {
  if (state.shown?.ask.askId === askId) return close(state, 'withdrawn', at);
  const ask = state.waiting.find((waiting) => waiting.askId === askId);
  if (!ask) return { state, effects: [] };
  const refusals = cool(state, ask.capability, 0, at);
  const after = { ...state, waiting: state.waiting.filter((waiting) => waiting !== ask), refusals };
  const wait = askAgainInMs(after, ask.capability, at);
  return { state: after, effects: [{ type: 'withdrawn', ask, askAgainInMs: wait, wordsHash: null }] };
}

/** Each question that waits for it gets the answer, though it never was shown. */
function dropUnidentified(state: AskQueue, event: AskQueueEvent & { readonly type: 'not-identified' }): AskStep {
  const { answer, at } = event;
  const dropped = state.waiting.filter(({ capability }) => state.identityFirst.includes(capability));
  const waiting = state.waiting.filter((ask) => !dropped.includes(ask));
  const noes = answer === 'withdrawn' ? 0 : 1;
  let { refusals } = state;
  for (const { capability } of dropped) refusals = cool({ ...state, refusals }, capability, noes, at);
  const after: AskQueue = { ...state, waiting, refusals, identityGivenUp: event.forGood };
  return {
    state: after,
    effects: dropped.map((ask) => ({
      type: answer,
      ask,
      askAgainInMs: event.forGood ? -1 : askAgainInMs(after, ask.capability, at),
      wordsHash: null,
      code: 'identity.not-compared',
    })),
  };
}

function close(state: AskQueue, type: 'refused' | 'unanswered' | 'withdrawn', at: number): AskStep {
  if (!state.shown) return { state, effects: [] };
  const { ask, dialog } = state.shown;
  const isNo = type !== 'withdrawn';
  const refusals = cool(state, ask.capability, isNo ? 1 : 0, at);
  const after = { ...state, shown: null, refusals };
  const wait = askAgainInMs(after, ask.capability, at);
  return { state: after, effects: [{ type, ask, askAgainInMs: wait, wordsHash: dialog.wordsHash }] };
}

/** `noes` is 1 after a no and after silence, 0 where the question was taken back. */
function cool(state: AskQueue, capability: Capability, noes: 0 | 1, at: number): AskQueue['refusals'] {
  const before = state.refusals[capability] ?? { count: 0, withdrawn: 0, until: 0 };
  const withdrawn = before.withdrawn + (noes === 0 ? 1 : 0);
  const pauseMs = noes === 1 ? COOLING_MS : Math.min(COOLING_MS * 10, WITHDRAWN_MS * 2 ** (withdrawn - 1));
  const refusals = { count: before.count + noes, withdrawn, until: Math.max(before.until, at + pauseMs) };
  return { ...state.refusals, [capability]: refusals };
}

function settleTime(state: AskQueue, at: number): AskStep {
  const over = state.shown !== null && dialogRemainingMs(state.shown.dialog, at) === 0;
  return over ? close(state, 'unanswered', at) : { state, effects: [] };
}

function showNext(state: AskQueue, at: number): AskStep {
  const [ask, ...waiting] = state.waiting;
  if (state.shown || state.held || !ask || state.identityFirst.includes(ask.capability)) return { state, effects: [] };
  return {
    state: { ...state, waiting, shown: { ask, dialog: openDialog(at, state.allowAfterMs) } },
    effects: [{ type: 'shown', ask }],
  };
}
